using Gateway.AuthServers.Calls;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.AuthServers.OpenId;

/// <summary>
/// Checks what all tokens of the auth server's must be: signed with one of its keys, issued by it, for this client, not expired
/// (RFC 7519, OpenID Connect Core section 3.1.3.7). Keys may have been rolled over: so a token is refused for its key by those alone that were asked for
/// after it came.
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

    // Each kind of token has its own: strangers can send logout tokens, and are not to keep sign-ins from the keys.
    private readonly Allowance _looks = new(atOnce: 3, TimeSpan.FromSeconds(10), time);
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    public async Task<SignedToken> CheckAsync(string token, CancellationToken cancellationToken)
    {
        try
        {
            var (known, isNew) = (await discovery.GetAsync(cancellationToken), false);
            var result = await ValidateAsync(token, known);
            while (!isNew && IsOfAnotherKey(token, result))
            {
                if (await discovery.RenewAsync(known, _looks, cancellationToken) is not { } renewal)
                    return new SignedToken.Unavailable("its key is not known, and new keys were looked for too often");
                (known, isNew) = (renewal.Found, renewal.IsOwn);
                result = await ValidateAsync(token, known);
            }
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
                LifetimeValidator = (from, until, token, _) => IsWithin(from, until, ((JsonWebToken)token).IssuedAt, time.GetUtcNow().UtcDateTime),
            }
        );

    // The skew is added to our own time: theirs may be at the ends of what a date can be.
    private static bool IsWithin(DateTime? from, DateTime? until, DateTime issued, DateTime now) =>
        until > now - ClockSkew && !(from > now + ClockSkew) && issued <= now + ClockSkew;

    // No key makes a token right that nobody has signed.
    private static bool IsOfAnotherKey(string token, TokenValidationResult result) =>
        result.Exception is SecurityTokenInvalidSignatureException && !token.EndsWith('.');

    // The name of the kind of fault; the messages repeat parts of the token.
    private static string Explain(Exception? fault) =>
        fault switch
        {
            SecurityTokenInvalidIssuerException => "is of another issuer",
            SecurityTokenInvalidAudienceException => "is for another client",
            SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException => "has expired, or is not valid yet, or was issued later than now",
            SecurityTokenSignatureKeyNotFoundException => "is signed with a key that the auth server does not name",
            SecurityTokenInvalidAlgorithmException => "is signed with an algorithm that is not accepted",
            SecurityTokenInvalidSignatureException => "has no valid signature",
            _ => "cannot be read",
        };
}
