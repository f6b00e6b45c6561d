using System.Text.Json;

namespace Gateway.AuthServers.Contracts;

/// <summary>The <c>error</c> of RFC 6749 section 5.2.</summary>
internal static class OAuthError
{
    public const string InvalidGrant = "invalid_grant";

    private static readonly string[] Known =
    [
        InvalidGrant,
        "invalid_client",
        "invalid_request",
        "invalid_scope",
        "unauthorized_client",
        "unsupported_grant_type",
        "server_error",
        "temporarily_unavailable",
    ];

    /// <summary>
    /// The error code in <paramref name="body"/>, or null. Every registered code is lower case with underscores; an object, a sentence
    /// or a status phrase ("Unauthorized") under the same name is some other server's way to say that something is wrong.
    /// </summary>
    public static string? Read(JsonElement? body) =>
        body is { ValueKind: JsonValueKind.Object } json
        && json.TryGetProperty("error", out var error)
        && error.ValueKind is JsonValueKind.String
        && error.GetString() is { } code
        && code.Contains('_', StringComparison.Ordinal)
        && code.All(c => char.IsAsciiLetterLower(c) || c is '_')
            ? code
            : null;

    /// <summary>The code in words for logs, where no text of an answer may go.</summary>
    public static string Describe(string code) => Known.Contains(code, StringComparer.Ordinal) ? code : "an OAuth error that is not registered";
}
