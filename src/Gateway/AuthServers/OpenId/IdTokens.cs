using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using JwtSecurityToken = System.IdentityModel.Tokens.Jwt.JwtSecurityToken;

namespace Gateway.AuthServers.OpenId;

/// <summary>Checks an id_token that a code was redeemed for (OpenID Connect Core section 3.1.3.7).</summary>
internal sealed class IdTokens(string clientId, SignedTokens tokens)
{
    private const int LongestIdentity = 512;

    // The nonce is kept with the state, and ends with it: no time stands in it.
    private readonly OpenIdConnectProtocolValidator _protocol = new() { RequireTimeStampInNonce = false, RequireState = false, RequireStateValidation = false };

    /// <summary>The identity, or what comes of the code without one.</summary>
    public async Task<(Identity? Identity, CodeAnswer? Otherwise)> ReadAsync(string idToken, string accessToken, string nonce, CancellationToken cancellationToken) =>
        await tokens.CheckAsync(idToken, cancellationToken) switch
        {
            SignedToken.Valid(var token) => Explain(token, idToken, accessToken, nonce) is { } fault ? (null, Refused(fault)) : (IdentityOf(token), null),
            SignedToken.Invalid(var reason) => (null, Refused(reason)),
            SignedToken.Unavailable(var reason) => (null, new CodeAnswer.Unavailable("its id_token cannot be checked: " + reason, RetryAfter: null)),
            _ => (null, Refused("cannot be read")),
        };

    private static CodeAnswer.Refused Refused(string reason) => new("its id_token " + reason);

    private string? Explain(JsonWebToken token, string idToken, string accessToken, string nonce)
    {
        if (token.Audiences.Skip(1).Any() && !token.TryGetPayloadValue<string>(JwtRegisteredClaimNames.Azp, out _))
            return "is for several clients and does not say which one has asked (azp)";
        if (!IsIdentity(token.Subject))
            return "names no user";
        try
        {
            // azp, nonce, at_hash, and that the required claims are there.
            _protocol.ValidateTokenResponse(
                new OpenIdConnectProtocolValidationContext
                {
                    ClientId = clientId,
                    Nonce = nonce,
                    ProtocolMessage = new OpenIdConnectMessage { IdToken = idToken, AccessToken = accessToken },
                    ValidatedIdToken = new JwtSecurityToken(idToken),
                }
            );
            return null;
        }
        catch (OpenIdConnectProtocolException fault)
        {
            return fault is OpenIdConnectProtocolInvalidNonceException ? "does not have the nonce of this sign-in"
                : fault is OpenIdConnectProtocolInvalidAtHashException ? "is not of this access token (at_hash)"
                : "does not keep to the protocol";
        }
    }

    private static Identity IdentityOf(JsonWebToken token) =>
        new(token.Subject, Claim(token, JwtRegisteredClaimNames.Email), Claim(token, JwtRegisteredClaimNames.Sid));

    private static string? Claim(JsonWebToken token, string name) => token.TryGetPayloadValue<string>(name, out var text) && IsIdentity(text) ? text : null;

    private static bool IsIdentity(string? text) => text is { Length: > 0 and <= LongestIdentity } && !text.Any(char.IsControl);
}
