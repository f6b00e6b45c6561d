using System.Diagnostics.Metrics;

namespace Gateway.Events;

/// <summary>Measures of the events and their delivery.</summary>
public sealed class EventsMetrics
{
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _dropped;
    private long _queueLength;

    /// <summary>Creates the instruments of the meter <c>Gateway.Events</c>.</summary>
    public EventsMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Gateway.Events");
        meter.CreateObservableGauge("gateway.events.queue.length", () => Volatile.Read(ref _queueLength), "{event}", "Events of all instances that wait.");
        _delivered = meter.CreateCounter<long>("gateway.events.delivered", "{event}", "Events that a receiver has taken.");
        _failed = meter.CreateCounter<long>("gateway.events.failed", "{delivery}", "Deliveries that failed and are tried again.");
        _dropped = meter.CreateCounter<long>("gateway.events.dropped", "{event}", "Events that were given up.");
    }

    internal void RecordQueueLength(long length) => Volatile.Write(ref _queueLength, length);

    internal void RecordDelivered(string sink, string type) => _delivered.Add(1, new("sink", sink), new("type", type));

    internal void RecordFailed(string sink) => _failed.Add(1, new KeyValuePair<string, object?>("sink", sink));

    internal void RecordDropped(string why, long count) => _dropped.Add(count, new KeyValuePair<string, object?>("why", why));
}
