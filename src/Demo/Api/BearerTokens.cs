using System.Net.Http.Headers;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Demo.Api;

/// <summary>Checks the bearer token of a request: signature, issuer, audience, and lifetime to the second, without any leeway.</summary>
internal sealed class BearerTokens(DemoApiOptions options, SigningKeys keys, TimeProvider time)
{
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    public async Task<TokenCheck> CheckAsync(HttpRequest request)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
            || !string.Equals(header.Scheme, "Bearer", StringComparison.OrdinalIgnoreCase))
        {
            return new TokenCheck.Missing();
        }

        if (!_handler.CanReadToken(header.Parameter))
            return new TokenCheck.Invalid("The token is no JWT");

        var token = _handler.ReadJsonWebToken(header.Parameter);
        if (keys.MayHaveChanged(token.Kid))
            await keys.FetchAsync(request.HttpContext.RequestAborted);

        var result = await _handler.ValidateTokenAsync(token, Expected());
        return result.IsValid ? new TokenCheck.Valid(token) : new TokenCheck.Invalid(Describe(result.Exception));
    }

    private TokenValidationParameters Expected() => new()
    {
        ValidIssuer = keys.Issuer,
        ValidAudience = options.Audience,
        IssuerSigningKeys = keys.All,
        ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSha256],
        LifetimeValidator = (notBefore, expires, _, _) => IsAlive(notBefore, expires),
    };

    // The library's own check asks the machine's clock and forgives five minutes.
    private bool IsAlive(DateTime? notBefore, DateTime? expires)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return expires > now && (notBefore is null || notBefore <= now);
    }

    // Said in our words: the library's messages quote the token's content.
    private static string Describe(Exception fault) => fault switch
    {
        SecurityTokenInvalidLifetimeException => "The token has expired",
        SecurityTokenInvalidIssuerException => "The token is from another issuer",
        SecurityTokenInvalidAudienceException => "The token is for another audience",
        _ => "The token's signature is not valid",
    };
}
