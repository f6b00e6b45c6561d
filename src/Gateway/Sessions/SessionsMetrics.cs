using System.Diagnostics.Metrics;
using Gateway.Redis;

namespace Gateway.Sessions;

/// <summary>Measures of sessions that are looked for, and of the store as this instance sees it.</summary>
internal sealed class SessionsMetrics
{
    // Made once: a warm request must not allocate.
    private static readonly KeyValuePair<string, object?> Cache = new("source", "cache");
    private static readonly KeyValuePair<string, object?> Store = new("source", "store");
    private static readonly KeyValuePair<string, object?> None = new("source", "none");

    private readonly Counter<long> _lookups;

    /// <summary>Creates the instruments of the meter <c>Gateway.Sessions</c>.</summary>
    public SessionsMetrics(IMeterFactory meters, RedisConnection redis, StoreOutage outage, SubscriptionEpoch epoch)
    {
        var meter = meters.Create("Gateway.Sessions");
        _lookups = meter.CreateCounter<long>("gateway.sessions.lookups", "{lookup}", "Sessions that were looked for, by where they were found: cache, store or none.");
        meter.CreateObservableGauge("gateway.store.available", () => redis.IsConnected && !outage.IsLikely ? 1 : 0, unit: null, "Whether the store answers this instance.");
        meter.CreateObservableGauge("gateway.store.subscribed", () => epoch.Current is SubscriptionEpoch.None ? 0 : 1, unit: null, "Whether this instance hears of changes of sessions.");
    }

    public void RecordCached() => _lookups.Add(1, Cache);

    /// <summary>What the store says of a session; not where it says nothing.</summary>
    public void RecordAnswer(StoreAnswer answer)
    {
        if (answer is not StoreAnswer.Unavailable)
            _lookups.Add(1, answer is StoreAnswer.Current ? Store : None);
    }
}
