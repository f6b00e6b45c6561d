using Demo.AuthServer.Tokens;

namespace Demo.AuthServer.Endpoints;

/// <summary>What the server says about itself (RFC 8414), and the keys its tokens are checked with. It lists what exists, no more.</summary>
internal sealed class DiscoveryEndpoints(SigningKey key, Func<string> issuer)
{
    public void Map(WebApplication app)
    {
        app.MapGet("/.well-known/openid-configuration", Configuration);
        app.MapGet("/jwks", () => Results.Json(key.PublicKeys));
    }

    private IResult Configuration()
    {
        var self = issuer();
        return Results.Json(new
        {
            issuer = self,
            token_endpoint = $"{self}/token",
            revocation_endpoint = $"{self}/revoke",
            jwks_uri = $"{self}/jwks",
            grant_types_supported = TokenEndpoint.Grants,
            token_endpoint_auth_methods_supported = ClientAuthentication.Methods,
            revocation_endpoint_auth_methods_supported = ClientAuthentication.Methods,
        });
    }
}
