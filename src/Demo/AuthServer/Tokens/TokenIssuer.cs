namespace Demo.AuthServer.Tokens;

/// <summary>Makes the pair of tokens that a sign-in or a refresh is answered with.</summary>
internal sealed class TokenIssuer(DemoAuthServerOptions options, AccessTokens accessTokens, Func<string> issuer)
{
    public TokenResponse Issue(RefreshToken refreshToken) => new()
    {
        AccessToken = accessTokens.Issue(refreshToken.Family, issuer()),
        RefreshToken = refreshToken.Value,
        ExpiresIn = options.SendExpiresIn ? (long)options.AccessTokenLifetime.TotalSeconds : null,
        RefreshExpiresIn = options.SendRefreshExpiresIn ? (long)options.RefreshTokenLifetime.TotalSeconds : null,
        Scope = refreshToken.Family.Scopes.Count > 0 ? string.Join(' ', refreshToken.Family.Scopes) : null,
    };
}
