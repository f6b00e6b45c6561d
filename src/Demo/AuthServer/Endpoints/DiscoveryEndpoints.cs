using Demo.AuthServer.Clients;
using Demo.AuthServer.Tokens;
using Microsoft.IdentityModel.Tokens;

namespace Demo.AuthServer.Endpoints;

/// <summary>
/// What the server says about itself (OpenID Connect Discovery 1.0, RFC 8414), and the keys its tokens are checked with. It lists what
/// exists, no more.
/// </summary>
internal sealed class DiscoveryEndpoints(SigningKeys keys, DemoAuthServerOptions options, Func<string> issuer)
{
    public void Map(WebApplication app)
    {
        app.MapGet("/.well-known/openid-configuration", Configuration);
        app.MapGet("/jwks", () => Results.Json(keys.PublicKeys));
    }

    private IResult Configuration()
    {
        var self = issuer();
        var configuration = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["issuer"] = self,
            ["authorization_endpoint"] = $"{self}/authorize",
            ["token_endpoint"] = $"{self}/token",
            ["revocation_endpoint"] = $"{self}/revoke",
            ["end_session_endpoint"] = $"{self}/logout",
            ["jwks_uri"] = $"{self}/jwks",
            ["grant_types_supported"] = TokenEndpoint.Grants,
            ["response_types_supported"] = new[] { "code" },
            ["response_modes_supported"] = new[] { "query" },
            ["code_challenge_methods_supported"] = new[] { "S256" },
            ["authorization_response_iss_parameter_supported"] = true,
            ["scopes_supported"] = new[] { "openid", "email", "offline_access" },
            ["subject_types_supported"] = new[] { "public" },
            ["id_token_signing_alg_values_supported"] = new[] { SecurityAlgorithms.EcdsaSha256 },
            ["claims_supported"] = new[] { "iss", "aud", "sub", "email", "email_verified", "iat", "exp", "auth_time", "sid", "nonce" },
            ["token_endpoint_auth_methods_supported"] = ClientAuthentication.Methods,
            ["token_endpoint_auth_signing_alg_values_supported"] = ClientAssertions.Algorithms,
            ["revocation_endpoint_auth_methods_supported"] = ClientAuthentication.Methods,
            ["revocation_endpoint_auth_signing_alg_values_supported"] = ClientAssertions.Algorithms,
            ["backchannel_logout_supported"] = true,
            ["backchannel_logout_session_supported"] = true,
        };
        if (options.PushedRequests)
        {
            configuration["pushed_authorization_request_endpoint"] = $"{self}/par";
            configuration["require_pushed_authorization_requests"] = options.RequirePushedRequests;
        }

        return Results.Json(configuration);
    }
}
