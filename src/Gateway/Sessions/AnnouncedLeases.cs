using System.Collections.Concurrent;
using System.Globalization;

namespace Gateway.Sessions;

/// <summary>
/// What other instances have said of the leases they took. Who knows that a session is being refreshed elsewhere need not ask the
/// store whether it is. Only a hint: a lost one costs a question, a wrong one a short wait.
/// </summary>
internal sealed class AnnouncedLeases(TimeProvider time)
{
    private const int Most = 10_000;
    private readonly ConcurrentDictionary<string, Announced> _announced = new(StringComparer.Ordinal);

    /// <summary>How long the lease on this version of the session lasts at most; null: nothing is known of one.</summary>
    public TimeSpan? RestOf(Session session) =>
        _announced.TryGetValue(session.Key, out var announced)
        && announced.Version == session.Version
        && announced.Length - time.GetElapsedTime(announced.Since) is var rest
        && rest > TimeSpan.Zero
            ? rest
            : null;

    /// <summary>
    /// An announcement came in, as lease.lua and release.lua write it: owner, version, milliseconds, record. A return says 0 ms, and counts in
    /// whichever order the two come in.
    /// </summary>
    public void Hear(string announcement, string self)
    {
        if (LeaseAttempt.IsOf(announcement, self) || announcement.Split(' ', 4) is not [var owner, var version, var length, var record])
            return;
        if (!long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || !int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
            return;
        if (_announced.Count >= Most)
            _announced.Clear(); // costs each at most one question
        var heard = new Announced(owner, number, time.GetTimestamp(), TimeSpan.FromMilliseconds(milliseconds));
        _announced.AddOrUpdate(record, heard, (_, known) => known.Owner == owner && known.IsReturn ? known : heard);
    }

    /// <summary>The record has changed, so whatever lease there was has ended. That one was returned is remembered: its announcement may come still.</summary>
    public void Forget(string record)
    {
        if (_announced.TryGetValue(record, out var known) && !known.IsReturn)
            _announced.TryRemove(KeyValuePair.Create(record, known));
    }

    /// <summary>Messages were lost.</summary>
    public void ForgetAll() => _announced.Clear();

    private sealed record Announced(string Owner, long Version, long Since, TimeSpan Length)
    {
        public bool IsReturn => Length == TimeSpan.Zero;
    }
}
