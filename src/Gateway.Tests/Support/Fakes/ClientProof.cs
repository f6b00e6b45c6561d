using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Tests.Support.Fakes;

/// <summary>How an auth server knows its client: by a JWT that its key has signed (RFC 7523), or by a secret where it has no key.</summary>
internal static class ClientProof
{
    public static async Task<bool> IsGivenAsync(HttpRequest request, IFormCollection form, OpenIdServer server, DateTimeOffset now)
    {
        if (server.ClientKey is null)
        {
            var pair = $"{OpenIdIssuer.ClientId}:{Uri.EscapeDataString(OpenIdServer.ClientSecret).Replace("%20", "+", StringComparison.Ordinal)}";
            return request.Headers.Authorization == "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes(pair));
        }
        var parameters = new TokenValidationParameters
        {
            ValidIssuer = OpenIdIssuer.ClientId,
            ValidAudience = server.Issuer,
            IssuerSigningKey = server.ClientKey,
            LifetimeValidator = (_, until, _, _) => until > now.UtcDateTime,
        };
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(form["client_assertion"].ToString(), parameters);
        return result.IsValid && result.ClaimsIdentity.HasClaim(claim => claim.Type is "jti") && form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    }

    /// <summary>Whether who redeems a code is who asked for it (PKCE, RFC 7636).</summary>
    public static bool Fits(string verifier, IReadOnlyDictionary<string, string> asked) =>
        asked["code_challenge_method"] == "S256" && Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) == asked["code_challenge"];
}
