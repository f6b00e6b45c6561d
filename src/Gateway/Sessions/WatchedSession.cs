namespace Gateway.Sessions;

/// <summary>A session that somebody holds a long-lived connection for. Disposing it ends the watch, not the session.</summary>
internal sealed class WatchedSession(Session session, Action<WatchedSession> leave) : IDisposable
{
    private readonly CancellationTokenSource _ended = new();

    public Session Session => session;

    /// <summary>Cancelled when the session has ended.</summary>
    public CancellationToken Ended => _ended.Token;

    public Task EndAsync() => _ended.CancelAsync();

    // The source is not disposed: who ends it may be at it just now, and without a timer there is nothing to free.
    public void Dispose() => leave(this);
}
