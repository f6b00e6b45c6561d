using System.Diagnostics.Metrics;

namespace Gateway.Lifecycle;

/// <summary>Counts the sessions that this instance has opened and ended. Those that end with their time are known to the store alone.</summary>
public sealed class LifecycleMetrics
{
    private readonly Counter<long> _opened;
    private readonly Counter<long> _ended;

    /// <summary>Creates the instruments of the meter <c>Gateway.Lifecycle</c>.</summary>
    public LifecycleMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Gateway.Lifecycle");
        _opened = meter.CreateCounter<long>("gateway.sessions.opened", "{session}", "Sessions that were opened.");
        _ended = meter.CreateCounter<long>("gateway.sessions.ended", "{session}", "Sessions that were ended, by reason.");
    }

    internal void RecordOpened(string authServer) => _opened.Add(1, new KeyValuePair<string, object?>("auth_server", authServer));

    internal void RecordEnded(string authServer, EndReason why) => _ended.Add(1, new("auth_server", authServer), new("reason", why.Word()));
}
