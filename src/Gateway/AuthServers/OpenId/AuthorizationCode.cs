using Gateway.Tokens;

namespace Gateway.AuthServers.OpenId;

/// <summary>A code as it came back (RFC 6749 section 4.1.3), with what it must fit.</summary>
/// <param name="Code">The code.</param>
/// <param name="Verifier">The other half of the code challenge (RFC 7636 section 4.5).</param>
/// <param name="RedirectUri">The redirect URI that it was asked for with.</param>
/// <param name="Nonce">What the id_token must repeat (OpenID Connect Core section 3.1.2.1).</param>
internal sealed record AuthorizationCode(Secret Code, Secret Verifier, string RedirectUri, string Nonce);
