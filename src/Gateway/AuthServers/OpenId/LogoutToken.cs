namespace Gateway.AuthServers.OpenId;

/// <summary>What a logout token turned out to be: one of three.</summary>
internal abstract record LogoutToken
{
    private LogoutToken() { }

    /// <param name="Id">Names this very token (<c>jti</c>).</param>
    /// <param name="Expiry">When it ends.</param>
    /// <param name="Subject">Whose sessions end; null where <paramref name="Sid"/> tells.</param>
    /// <param name="Sid">Which session at the auth server ends; null where all of the user's do.</param>
    public sealed record Valid(string Id, DateTimeOffset Expiry, string? Subject, string? Sid) : LogoutToken;

    public sealed record Invalid(string Reason) : LogoutToken;

    /// <summary>It could not be checked.</summary>
    public sealed record Unavailable(string Reason) : LogoutToken;
}
