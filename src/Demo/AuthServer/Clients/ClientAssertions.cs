using System.Collections.Concurrent;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Demo.AuthServer.Clients;

/// <summary>Checks the signed statement by which a client proves itself (RFC 7523 section 3). Each is good once, until it expires.</summary>
internal sealed class ClientAssertions(RegisteredClient client, TimeProvider time, Func<string> issuer)
{
    public static IReadOnlyList<string> Algorithms { get; } =
        [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256];

    private const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly ConcurrentDictionary<string, bool> _seen = new(StringComparer.Ordinal);

    public async Task<bool> AcceptsAsync(IFormCollection form)
    {
        if (form["client_assertion_type"] != Type || (form.TryGetValue("client_id", out var id) && id != client.Id))
            return false;

        var result = await _handler.ValidateTokenAsync(form["client_assertion"], Expected());
        return result is { IsValid: true, SecurityToken: JsonWebToken token }
            && string.Equals(token.Subject, client.Id, StringComparison.Ordinal)
            && token.Id is { Length: > 0 } jti
            && _seen.TryAdd(jti, true);
    }

    // The issuer is what new specifications want as the audience; the token endpoint is what clients have always sent.
    private TokenValidationParameters Expected() => new()
    {
        ValidIssuer = client.Id,
        ValidAudiences = [issuer(), $"{issuer()}/token"],
        IssuerSigningKey = client.PublicKey,
        TryAllIssuerSigningKeys = true,
        ValidAlgorithms = Algorithms,
        LifetimeValidator = (_, expires, _, _) => expires > time.GetUtcNow().UtcDateTime,
    };
}
