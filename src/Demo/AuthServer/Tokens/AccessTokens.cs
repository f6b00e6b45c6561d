using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Demo.AuthServer.Tokens;

/// <summary>Issues access tokens: JWTs that a destination can check by itself, or opaque ones.</summary>
internal sealed class AccessTokens(TimeProvider time, DemoAuthServerOptions options, SigningKeys keys, AccessTokenLedger ledger)
{
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    public string Issue(RefreshTokenFamily family, string issuer)
    {
        var now = time.GetUtcNow();
        var token = options.OpaqueAccessTokens ? OpaqueToken.New() : Sign(family.Email, issuer, now);
        ledger.Record(family.Id, family.Email, token, now + options.AccessTokenLifetime);
        return token;
    }

    private string Sign(string email, string issuer, DateTimeOffset now) => _handler.CreateToken(new SecurityTokenDescriptor
    {
        Issuer = issuer,
        Audience = options.Audience,
        IssuedAt = now.UtcDateTime,
        Expires = now.UtcDateTime + options.AccessTokenLifetime,
        SigningCredentials = keys.Current.Credentials,
        Claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            [JwtRegisteredClaimNames.Sub] = Subject.Of(email),
            [JwtRegisteredClaimNames.Email] = email,
            [JwtRegisteredClaimNames.Jti] = OpaqueToken.New()[..16],
        },
    });
}
