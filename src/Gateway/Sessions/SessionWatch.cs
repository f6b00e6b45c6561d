namespace Gateway.Sessions;

/// <summary>
/// Tells those who hold a long-lived connection that its session has ended. Looks after each published change of its record; and at all of them whenever
/// changes are heard again, and now and then for what nobody publishes: an expiry, a stranger's DEL.
/// </summary>
internal sealed class SessionWatch(SessionStore store, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, HashSet<WatchedSession>> _byRecord = new(StringComparer.Ordinal);

    /// <summary>Watches <paramref name="session"/> until the result is disposed.</summary>
    public WatchedSession Watch(Session session)
    {
        var watched = new WatchedSession(session, Leave);
        lock (_lock)
        {
            if (!_byRecord.TryGetValue(session.Key, out var all))
                _byRecord[session.Key] = all = [];
            all.Add(watched);
        }
        _ = LookAsync(watched); // it may have ended just before
        return watched;
    }

    /// <summary>The record has changed.</summary>
    public void Signal(string record)
    {
        WatchedSession[] all;
        lock (_lock)
            all = _byRecord.TryGetValue(record, out var found) ? [.. found] : [];
        foreach (var watched in all)
            _ = LookAsync(watched);
    }

    /// <summary>Any record may have changed.</summary>
    public void SignalAll()
    {
        string[] records;
        lock (_lock)
            records = [.. _byRecord.Keys];
        foreach (var record in records)
            Signal(record);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var rounds = new PeriodicTimer(Round, time);
        try
        {
            while (await rounds.WaitForNextTickAsync(stoppingToken))
                SignalAll();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    // A store that does not answer ends nothing.
    private async Task LookAsync(WatchedSession watched)
    {
        if (await store.FindAsync(watched.Session.Device) is StoreAnswer.Gone or StoreAnswer.Revoked)
            await watched.EndAsync();
    }

    private void Leave(WatchedSession watched)
    {
        lock (_lock)
            if (_byRecord.TryGetValue(watched.Session.Key, out var all) && all.Remove(watched) && all.Count is 0)
                _byRecord.Remove(watched.Session.Key);
    }
}
