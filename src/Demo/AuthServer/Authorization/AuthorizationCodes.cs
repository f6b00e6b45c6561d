using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Demo.AuthServer.Sso;
using Demo.AuthServer.Tokens;

namespace Demo.AuthServer.Authorization;

/// <summary>
/// Codes that are good once and for a minute. One that is presented again ends what it was exchanged for (RFC 6749 section 4.1.2);
/// one that is presented with a wrong proof is used up too.
/// </summary>
internal sealed class AuthorizationCodes(TimeProvider time, RefreshTokens refreshTokens)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, AuthorizationCode> _codes = new(StringComparer.Ordinal);

    public string Issue(AuthorizationRequest request, SsoSession session)
    {
        var code = new AuthorizationCode(request, session, time.GetUtcNow() + Lifetime);
        lock (_lock)
            _codes.Add(code.Value, code);

        return code.Value;
    }

    public CodeOutcome Redeem(string value, string redirectUri, string verifier)
    {
        lock (_lock)
        {
            if (!_codes.TryGetValue(value, out var code))
                return new CodeOutcome.Refused("Unknown code");

            if (code.Used)
            {
                if (code.Family is { } family)
                    refreshTokens.EndFamily(family);

                return new CodeOutcome.Refused("Code reused");
            }

            code.Used = true;
            if (code.ExpiresAt <= time.GetUtcNow())
                return new CodeOutcome.Refused("Code expired");
            if (!string.Equals(redirectUri, code.Request.RedirectUri, StringComparison.Ordinal))
                return new CodeOutcome.Refused("redirect_uri is not that of the request");
            if (!IsProof(verifier, code.Request.CodeChallenge))
                return new CodeOutcome.Refused("code_verifier does not fit the challenge");

            // As some providers do: offline_access is dropped without a word, and a refresh that repeats it asks for too much.
            var token = refreshTokens.Open(code.Session.Email, code.Request.Scopes.Remove("offline_access"), code.Session);
            code.Family = token.Family;
            return new CodeOutcome.Redeemed(token, code.Request.Nonce);
        }
    }

    private static bool IsProof(string verifier, string challenge) => CryptographicOperations.FixedTimeEquals(
        Encoding.ASCII.GetBytes(Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))), Encoding.ASCII.GetBytes(challenge));
}
