namespace Demo.AuthServer.Tokens;

/// <summary>Makes the tokens that a sign-in or a refresh is answered with.</summary>
internal sealed class TokenIssuer(DemoAuthServerOptions options, AccessTokens accessTokens, IdTokens idTokens, Func<string> issuer)
{
    public TokenResponse Issue(RefreshToken refreshToken) => new()
    {
        AccessToken = accessTokens.Issue(refreshToken.Family, issuer()),
        RefreshToken = refreshToken.Value,
        ExpiresIn = options.SendExpiresIn ? (long)options.AccessTokenLifetime.TotalSeconds : null,
        RefreshExpiresIn = options.SendRefreshExpiresIn ? (long)options.RefreshTokenLifetime.TotalSeconds : null,
        Scope = refreshToken.Family.Scopes.Count > 0 ? string.Join(' ', refreshToken.Family.Scopes) : null,
    };

    /// <summary>The first answer of a session that began in a browser: it says who signed in.</summary>
    public TokenResponse Issue(RefreshToken refreshToken, string? nonce)
    {
        var family = refreshToken.Family;
        return Issue(refreshToken) with
        {
            IdToken = family.Session is { } session && family.Scopes.Contains("openid") ? idTokens.Issue(session, nonce) : null,
        };
    }
}
