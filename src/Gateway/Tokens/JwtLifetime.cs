namespace Gateway.Tokens;

/// <summary>When a JWT ends and how long it lives in all, as its <c>exp</c> and <c>iat</c> say (RFC 7519 section 4.1).</summary>
public readonly record struct JwtLifetime(DateTimeOffset Expiry, TimeSpan? Length)
{
    /// <summary>The lifetime of <paramref name="token"/>, or null where it is opaque or says no <c>exp</c>.</summary>
    public static JwtLifetime? Read(string token)
    {
        if (Jwt.ReadClaims(token) is not { } claims || claims.ReadDate("exp") is not { } expiry)
            return null;
        var issued = claims.ReadDate("iat");
        return new JwtLifetime(expiry, issued < expiry ? expiry - issued : null);
    }
}
