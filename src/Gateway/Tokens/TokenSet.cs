namespace Gateway.Tokens;

/// <summary>What an auth server grants: the tokens of one session and how long each of them lives.</summary>
public sealed record TokenSet
{
    /// <summary>The access token (RFC 6749 section 1.4), sent to destinations as <c>Authorization: Bearer …</c>.</summary>
    public required Secret AccessToken { get; init; }

    /// <summary>When the access token ends.</summary>
    public required DateTimeOffset AccessExpiry { get; init; }

    /// <summary>How long the access token lives in all; a third of it caps how far ahead of its end it is refreshed. Zero: not known.</summary>
    public required TimeSpan AccessLifetime { get; init; }

    /// <summary>The refresh token (RFC 6749 section 1.5); empty where the auth server gave none.</summary>
    public Secret RefreshToken { get; init; }

    /// <summary>When the refresh token ends, and with it the session.</summary>
    public required DateTimeOffset RefreshExpiry { get; init; }

    /// <summary>The auth server's own word for the type, kept for other readers of the record. The header always says <c>Bearer</c>.</summary>
    public string TokenType { get; init; } = "Bearer";

    /// <summary>The OpenID Connect id_token; empty where there is none.</summary>
    public Secret IdToken { get; init; }
}
