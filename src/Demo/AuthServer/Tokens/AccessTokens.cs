using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Demo.AuthServer.Tokens;

/// <summary>Issues access tokens: JWTs that a destination can check by itself, or opaque ones.</summary>
internal sealed class AccessTokens(TimeProvider time, DemoAuthServerOptions options, SigningKey key, AccessTokenLedger ledger)
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
        SigningCredentials = key.Credentials,
        Claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            [JwtRegisteredClaimNames.Sub] = SubjectOf(email),
            [JwtRegisteredClaimNames.Email] = email,
            [JwtRegisteredClaimNames.Jti] = OpaqueToken.New()[..16],
        },
    });

    // A user is not the address: stable over restarts, and different from the email so that nobody mixes them up.
    private static string SubjectOf(string email) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(email)))[..16];
}
