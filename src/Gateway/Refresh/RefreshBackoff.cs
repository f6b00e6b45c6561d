using System.Collections.Concurrent;

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

    /// <summary>How long the session is still to be left alone; zero: it may be tried.</summary>
    public TimeSpan Rest(string record)
    {
        if (_pauses.IsEmpty || !_pauses.TryGetValue(record, out var pause))
            return TimeSpan.Zero;
        var rest = pause.Length - time.GetElapsedTime(pause.Since);
        return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
    }

    /// <summary>
    /// One more failure. <paramref name="spread"/>, 0 to 1, is the session's own; <paramref name="asked"/> is what the auth server asked for
    /// (Retry-After, RFC 9110 section 10.2.3).
    /// </summary>
    public TimeSpan Add(string record, double spread, TimeSpan? asked)
    {
        Prune();
        var pause = _pauses.AddOrUpdate(record, _ => Next(0, spread, asked), (_, last) => Next(last.Failures, spread, asked));
        return pause.Length;
    }

    /// <summary>The auth server has answered.</summary>
    public void Clear(string record) => _pauses.TryRemove(record, out _);

    private Pause Next(int failures, double spread, TimeSpan? asked)
    {
        var own = TimeSpan.FromSeconds(Math.Min(1 << Math.Min(failures, 3), Longest.TotalSeconds));
        var ours = own * (1 - (Spread * spread));
        return new(failures + 1, time.GetTimestamp(), asked > ours ? asked.Value * (1 + (Spread * spread)) : ours);
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

    private sealed record Pause(int Failures, long Since, TimeSpan Length);
}
