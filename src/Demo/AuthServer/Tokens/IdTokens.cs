using System.Text.Json.Nodes;
using Demo.AuthServer.Clients;
using Demo.AuthServer.Sso;
using Demo.AuthServer.Traffic;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Demo.AuthServer.Tokens;

/// <summary>Issues id_tokens (OpenID Connect Core section 2), and recognises them when they come back as a hint.</summary>
internal sealed class IdTokens(RegisteredClient client, SigningKeys keys, TokenSigner signer, TokenFaultSwitch faults, TimeProvider time, Func<string> issuer)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    public string Issue(SsoSession session, string? nonce)
    {
        var now = time.GetUtcNow();
        var claims = new JsonObject
        {
            ["iss"] = issuer(),
            ["aud"] = client.Id,
            ["sub"] = Subject.Of(session.Email),
            ["email"] = session.Email,
            ["email_verified"] = true,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Lifetime).ToUnixTimeSeconds(),
            ["auth_time"] = session.SignedInAt.ToUnixTimeSeconds(),
            ["sid"] = session.Id,
        };
        if (nonce is not null)
            claims["nonce"] = nonce;

        return signer.Sign(claims, JwtConstants.HeaderType, faults);
    }

    /// <returns>The session that an id_token of ours is about, however old it is; null where it is none of ours.</returns>
    public async Task<string?> SessionOfAsync(string idToken)
    {
        var result = await _handler.ValidateTokenAsync(idToken, new TokenValidationParameters
        {
            ValidIssuer = issuer(),
            ValidAudience = client.Id,
            IssuerSigningKeys = keys.All.Select(key => key.Credentials.Key),
            ValidateLifetime = false,
        });
        return result.IsValid && result.Claims.TryGetValue("sid", out var id) ? id as string : null;
    }
}
