namespace Gateway.SignIn;

/// <summary>The <c>error</c> in a callback (RFC 6749 section 4.1.2.1, OpenID Connect Core section 3.1.2.6) in words for logs, where no text of a URL may go.</summary>
internal static class CallbackError
{
    private static readonly string[] Known =
    [
        "access_denied",
        "invalid_request",
        "invalid_scope",
        "server_error",
        "temporarily_unavailable",
        "unauthorized_client",
        "unsupported_response_type",
        "account_selection_required",
        "consent_required",
        "interaction_required",
        "login_required",
    ];

    public static string Describe(string error) =>
        Known.Contains(error, StringComparer.Ordinal) ? $"the auth server says {error}" : "the auth server says an error that is not registered";
}
