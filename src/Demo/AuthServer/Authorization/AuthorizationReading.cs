namespace Demo.AuthServer.Authorization;

/// <summary>What the parameters of an authorization request amount to.</summary>
internal abstract record AuthorizationReading
{
    private AuthorizationReading()
    {
    }

    public sealed record Accepted(AuthorizationRequest Request) : AuthorizationReading;

    /// <summary>The client is told: it is known where to.</summary>
    public sealed record SentBack(string RedirectUri, string? State, OAuthError Error) : AuthorizationReading;

    /// <summary>The person is told, and sent nowhere: the client or its address is not known (RFC 6749 section 4.1.2.1).</summary>
    public sealed record Refused(OAuthError Error) : AuthorizationReading;
}
