using Gateway.AuthServers.Calls;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Gateway.AuthServers.OpenId;

/// <summary>What a sign-in by redirect has to know of the auth server.</summary>
/// <param name="Issuer">Who it says it is.</param>
/// <param name="AuthorizationEndpoint">Where people sign in (RFC 6749 section 3.1).</param>
/// <param name="TokenEndpoint">Where codes are redeemed.</param>
/// <param name="PushedRequestEndpoint">Where requests are pushed to (RFC 9126); null where it has none.</param>
/// <param name="AlwaysTellsIssuer">Whether each of its callbacks has the parameter <c>iss</c> (RFC 9207 section 3).</param>
internal sealed record OpenIdProvider(string Issuer, Uri AuthorizationEndpoint, Uri TokenEndpoint, Uri? PushedRequestEndpoint, bool AlwaysTellsIssuer)
{
    /// <summary>Null where the document lacks what a sign-in needs.</summary>
    public static OpenIdProvider? Of(OpenIdConnectConfiguration found, Discovery discovery) =>
        found.Issuer is { Length: > 0 } issuer
        && discovery.Endpoint(found.AuthorizationEndpoint) is { } authorization
        && discovery.Endpoint(found.TokenEndpoint) is { } token
            ? new(issuer, authorization, token, discovery.Endpoint(found.PushedAuthorizationRequestEndpoint), found.AuthorizationResponseIssParameterSupported)
            : null;
}
