using Demo.AuthServer.Sso;
using Demo.AuthServer.Traffic;

namespace Demo.AuthServer.Tokens;

/// <summary>Opaque refresh tokens that rotate at every use. One that is used twice ends its whole family (RFC 9700 section 4.14).</summary>
internal sealed class RefreshTokens(
    TimeProvider time, DemoAuthServerOptions options, AuthServerCounters counters, AccessTokenLedger accessTokens)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, RefreshToken> _tokens = new(StringComparer.Ordinal);

    /// <param name="email">Whose it is.</param>
    /// <param name="scopes">What is granted.</param>
    /// <param name="session">The session of the browser in which it begins; null where there is none.</param>
    public RefreshToken Open(string email, IReadOnlySet<string> scopes, SsoSession? session = null)
    {
        lock (_lock)
        {
            ForgetExpired();
            return Issue(new RefreshTokenFamily(email, scopes, session));
        }
    }

    public RotationOutcome Rotate(string value, IReadOnlySet<string> scopes)
    {
        lock (_lock)
        {
            if (!_tokens.TryGetValue(value, out var token))
                return new RotationOutcome.Refused("Unknown refresh token");
            if (token.Family.Ended)
                return new RotationOutcome.Refused("Refresh token revoked");

            var now = time.GetUtcNow();
            if (token.UsedAt is { } usedAt && now - usedAt >= options.ReuseGrace)
            {
                counters.ReusesDetected.Increment();
                End(token.Family);
                return new RotationOutcome.Refused("Refresh token reused");
            }

            if (token.ExpiresAt <= now)
                return new RotationOutcome.Refused("Refresh token expired");
            if (!scopes.IsSubsetOf(token.Family.Scopes))
                return new RotationOutcome.ScopeExceeded();

            token.UsedAt ??= now;
            return new RotationOutcome.Rotated(Issue(token.Family));
        }
    }

    /// <summary>Ends the family of a refresh token, or that of an access token which is its newest.</summary>
    public void EndFamilyOf(string token)
    {
        lock (_lock)
        {
            var family = _tokens.TryGetValue(token, out var refreshToken)
                ? refreshToken.Family
                : FamilyOfAccessToken(token);
            if (family is not null)
                End(family);
        }
    }

    public void EndFamily(RefreshTokenFamily family)
    {
        lock (_lock)
            End(family);
    }

    public void EndAllOf(string email) => EndAll(family => string.Equals(family.Email, email, StringComparison.OrdinalIgnoreCase));

    public void EndAllOf(SsoSession session) => EndAll(family => family.Session == session);

    private void EndAll(Func<RefreshTokenFamily, bool> concerned)
    {
        lock (_lock)
        {
            foreach (var family in _tokens.Values.Select(token => token.Family).Where(concerned))
                End(family);
        }
    }

    private RefreshToken Issue(RefreshTokenFamily family)
    {
        var token = new RefreshToken(family, time.GetUtcNow() + options.RefreshTokenLifetime);
        _tokens.Add(token.Value, token);
        return token;
    }

    private void End(RefreshTokenFamily family)
    {
        if (family.Ended)
            return;

        family.Ended = true;
        accessTokens.Forget(family.Id);
        counters.FamiliesEnded.Increment();
    }

    private RefreshTokenFamily? FamilyOfAccessToken(string token)
    {
        var id = accessTokens.SessionOf(token);
        return _tokens.Values.Select(known => known.Family).FirstOrDefault(family => family.Id.Equals(id, StringComparison.Ordinal));
    }

    // Used ones are kept until they expire: that is what makes a second use known.
    private void ForgetExpired()
    {
        var now = time.GetUtcNow();
        foreach (var (value, token) in _tokens)
        {
            if (token.ExpiresAt <= now)
                _tokens.Remove(value);
        }
    }
}
