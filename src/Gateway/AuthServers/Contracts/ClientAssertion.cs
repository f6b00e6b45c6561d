using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.AuthServers.Contracts;

/// <summary>Signs the JWT by which a client proves itself without a secret (RFC 7523 section 3).</summary>
internal sealed class ClientAssertion(ClientKeySource key, TimeProvider time)
{
    public const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private readonly JsonWebTokenHandler _writer = new() { SetDefaultTimesOnTokenCreation = false };

    public string Write(string clientId, string audience)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return _writer.CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = clientId,
                Audience = audience,
                IssuedAt = now,
                Expires = now + Lifetime,
                SigningCredentials = key.Current,
                Claims = new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    [JwtRegisteredClaimNames.Sub] = clientId,
                    [JwtRegisteredClaimNames.Jti] = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(16)),
                },
            }
        );
    }
}
