using System.Collections.Concurrent;

namespace Gateway.Sessions;

/// <summary>
/// Records that were looked for and are not there. Passive as the cache is. So a browser that goes on sending an id that is no session, or a thousand of
/// them sent again and again, costs the store one command each for a moment.
/// </summary>
internal sealed class UnknownRecords
{
    private const int Most = 10_000;
    private readonly ConcurrentDictionary<string, Look> _looks = new(StringComparer.Ordinal);

    public Look? Find(string record) => _looks.TryGetValue(record, out var look) ? look : null;

    public void Add(string record, long readAt, int epoch)
    {
        if (_looks.Count >= Most)
            _looks.Clear(); // costs each at most one more look
        _looks[record] = new(readAt, epoch);
    }

    public void Forget(string record) => _looks.TryRemove(record, out _);

    /// <summary>When it was looked for, and in which <see cref="SubscriptionEpoch"/>.</summary>
    public readonly record struct Look(long ReadAt, int Epoch);
}
