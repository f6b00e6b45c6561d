using Gateway.AuthServers.Calls;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.AuthServers.OpenId;

/// <summary>
/// Checks what all tokens of the auth server's must be: signed with one of its keys, issued by it, for this client, not expired
/// (RFC 7519, OpenID Connect Core section 3.1.3.7). A signature that no known key has made makes it look for new keys, once.
/// </summary>
internal sealed class SignedTokens(string clientId, Discovery discovery, TimeSpan timeout, TimeProvider time)
{
    /// <summary>How far the clocks may be apart.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    // Never "none", and no HMAC: the client secret is no key to trust an issuer by.
    private static readonly string[] Algorithms =
    [
        .. new[] { SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512 },
        .. new[] { SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512 },
        .. new[] { SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512 },
    ];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    public async Task<SignedToken> CheckAsync(string token, CancellationToken cancellationToken)
    {
        try
        {
            var result = await ValidateAsync(token, await discovery.GetAsync(cancellationToken));
            if (result.Exception is SecurityTokenInvalidSignatureException && await discovery.RenewAsync() is { } renewed)
                result = await ValidateAsync(token, renewed);
            return result.IsValid ? new SignedToken.Valid((JsonWebToken)result.SecurityToken) : new SignedToken.Invalid(Explain(result.Exception));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && CallFailure.Explain(exception, timeout) is { } failed)
        {
            return new SignedToken.Unavailable(failed.Reason);
        }
    }

    private Task<TokenValidationResult> ValidateAsync(string token, OpenIdConnectConfiguration found) =>
        _handler.ValidateTokenAsync(
            token,
            new TokenValidationParameters
            {
                ValidIssuer = found.Issuer,
                ValidAudience = clientId,
                IssuerSigningKeys = found.SigningKeys,
                ValidAlgorithms = Algorithms,
                LifetimeValidator = (from, until, _, _) => IsWithin(from, until, time.GetUtcNow().UtcDateTime),
            }
        );

    private static bool IsWithin(DateTime? from, DateTime? until, DateTime now) => until is not null && until + ClockSkew > now && !(from - ClockSkew > now);

    // The name of the kind of fault; the messages repeat parts of the token.
    private static string Explain(Exception? fault) =>
        fault switch
        {
            SecurityTokenInvalidIssuerException => "is of another issuer",
            SecurityTokenInvalidAudienceException => "is for another client",
            SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException => "has expired, or is not valid yet",
            SecurityTokenSignatureKeyNotFoundException => "is signed with a key that the auth server does not name",
            SecurityTokenInvalidAlgorithmException => "is signed with an algorithm that is not accepted",
            SecurityTokenInvalidSignatureException => "has no valid signature",
            _ => "cannot be read",
        };
}
