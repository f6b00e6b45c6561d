using System.Collections.Concurrent;
using Gateway.Sessions;

namespace Gateway.Refresh;

/// <summary>
/// After an auth server could not answer, its sessions leave it alone for a while: 1, 2, 4, then 5 seconds, or what it asked for; each up to
/// a quarter less or more, so that they do not all come back in the same moment: less of our own pauses, more of what it asked for.
/// </summary>
internal sealed class RefreshBackoff(TimeProvider time)
{
    private const int PruneAbove = 10_000;
    private const double Spread = 0.25;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private int _pruneAt = PruneAbove;
    private readonly ConcurrentDictionary<string, Pause> _pauses = new(StringComparer.Ordinal);

    /// <summary>How long the session is still to be left alone; zero: it may be tried. A version that is newer than the failure ends it: the auth server has answered another.</summary>
    public TimeSpan Rest(Session session)
    {
        if (_pauses.IsEmpty || !_pauses.TryGetValue(session.Key, out var pause))
            return TimeSpan.Zero;
        if (pause.Version < session.Version)
        {
            _pauses.TryRemove(KeyValuePair.Create(session.Key, pause));
            return TimeSpan.Zero;
        }
        var rest = pause.Length - time.GetElapsedTime(pause.Since);
        return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
    }

    /// <summary>
    /// One more failure. <paramref name="asked"/> is what the auth server asked for (Retry-After, RFC 9110 section 10.2.3).
    /// </summary>
    public TimeSpan Add(Session session, TimeSpan? asked)
    {
        Prune();
        var pause = _pauses.AddOrUpdate(session.Key, _ => Next(0, session, asked), (_, last) => Next(last.Failures, session, asked));
        return pause.Length;
    }

    /// <summary>The auth server has answered.</summary>
    public void Clear(string record) => _pauses.TryRemove(record, out _);

    private Pause Next(int failures, Session session, TimeSpan? asked)
    {
        var own = TimeSpan.FromSeconds(Math.Min(1 << Math.Min(failures, 3), Longest.TotalSeconds));
        var ours = own * (1 - (Spread * session.Spread));
        return new(session.Version, failures + 1, time.GetTimestamp(), asked > ours ? asked.Value * (1 + (Spread * session.Spread)) : ours);
    }

    // Sessions that nobody uses any more would stay for ever.
    private void Prune()
    {
        var count = _pauses.Count;
        if (count < Volatile.Read(ref _pruneAt))
            return;
        Volatile.Write(ref _pruneAt, Math.Max(PruneAbove, 2 * count)); // at twice as many again, so that it stays cheap
        foreach (var (record, pause) in _pauses)
            if (time.GetElapsedTime(pause.Since) > pause.Length + Longest)
                _pauses.TryRemove(KeyValuePair.Create(record, pause));
    }

    private sealed record Pause(long Version, int Failures, long Since, TimeSpan Length);
}
