namespace Demo.AuthServer.Tokens;

/// <summary>Knows the newest access token of each session, so that a test can say which one a destination must see.</summary>
public sealed class AccessTokenLedger(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _newest = new(StringComparer.Ordinal);
    private long _order;

    /// <param name="session">What the server itself takes for a session: a family, a refresh token, a user.</param>
    /// <param name="email">Whose it is.</param>
    /// <param name="token">The access token just issued, which takes the place of the one before.</param>
    /// <param name="expiresAt">From when on it is nobody's current token.</param>
    public void Record(string session, string email, string token, DateTimeOffset expiresAt)
    {
        lock (_lock)
            _newest[session] = new Entry(email, token, expiresAt, ++_order);
    }

    public void Forget(string session)
    {
        lock (_lock)
            _newest.Remove(session);
    }

    public void ForgetAll(string email)
    {
        lock (_lock)
        {
            foreach (var (session, entry) in _newest)
            {
                if (entry.IsOf(email))
                    _newest.Remove(session);
            }
        }
    }

    /// <returns>The session whose newest access token this is, expired or not.</returns>
    public string? SessionOf(string token)
    {
        lock (_lock)
            return _newest.FirstOrDefault(pair => pair.Value.Is(token)).Key;
    }

    public bool IsCurrent(string token)
    {
        lock (_lock)
            return _newest.Values.Any(entry => entry.Is(token) && entry.ExpiresAt > time.GetUtcNow());
    }

    /// <returns>The newest access token of the user's sessions that has not expired; null where there is none.</returns>
    public string? CurrentOf(string email)
    {
        lock (_lock)
        {
            return _newest.Values
                .Where(entry => entry.IsOf(email) && entry.ExpiresAt > time.GetUtcNow())
                .MaxBy(entry => entry.Order)?.Token;
        }
    }

    private sealed record Entry(string Email, string Token, DateTimeOffset ExpiresAt, long Order)
    {
        public bool Is(string token) => string.Equals(Token, token, StringComparison.Ordinal);

        public bool IsOf(string email) => string.Equals(Email, email, StringComparison.OrdinalIgnoreCase);
    }
}
