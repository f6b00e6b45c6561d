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

    /// <summary>An announcement came in, as lease.lua writes it: owner, version, milliseconds, record.</summary>
    public void Hear(string announcement, string self)
    {
        if (announcement.Split(' ', 4) is not [var owner, var version, var length, var record] || owner == self)
            return;
        if (!long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || !int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
            return;
        if (_announced.Count >= Most)
            _announced.Clear(); // costs each at most one question
        _announced[record] = new(number, time.GetTimestamp(), TimeSpan.FromMilliseconds(milliseconds));
    }

    /// <summary>The record has changed, so whatever lease there was has ended.</summary>
    public void Forget(string record) => _announced.TryRemove(record, out _);

    /// <summary>Messages were lost.</summary>
    public void ForgetAll() => _announced.Clear();

    private sealed record Announced(long Version, long Since, TimeSpan Length);
}
