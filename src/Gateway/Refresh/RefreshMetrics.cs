using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Gateway.Observability;

namespace Gateway.Refresh;

/// <summary>Measures and traces of refreshes, as this instance sees them. The calls themselves are measured by the auth servers' meter.</summary>
public sealed class RefreshMetrics
{
    /// <summary>Spans of refreshes; each is named <c>gateway.refresh</c>, and requests that share one are linked to it.</summary>
    public static readonly ActivitySource Traces = new("Gateway.Refresh");

    private readonly Counter<long> _joined;
    private readonly Histogram<double> _waited;
    private readonly Histogram<double> _leaseWaited;
    private readonly ConcurrentDictionary<string, long> _grantedAt = new(StringComparer.Ordinal);

    /// <summary>Creates the instruments of the meter <c>Gateway.Refresh</c>.</summary>
    public RefreshMetrics(IMeterFactory meters, TimeProvider time)
    {
        var meter = meters.Create("Gateway.Refresh");
        _joined = meter.CreateCounter<long>("gateway.refresh.joined", "{request}", "Requests that joined a refresh which another had begun.");
        _waited = meter.CreateHistogram(
            "gateway.refresh.wait.duration",
            "s",
            "How long requests with an expired token waited for a refresh, by outcome.",
            tags: null,
            Buckets.OfCalls
        );
        _leaseWaited = meter.CreateHistogram(
            "gateway.refresh.lease.wait.duration",
            "s",
            "How long this instance waited for another that held the lease of a session, by outcome.",
            tags: null,
            Buckets.OfCalls
        );
        meter.CreateObservableGauge(
            "gateway.refresh.last_success.age",
            () => _grantedAt.Select(granted => new Measurement<double>(time.GetElapsedTime(granted.Value).TotalSeconds, new KeyValuePair<string, object?>("auth_server", granted.Key))),
            "s",
            "Time since an auth server last granted a refresh to this instance."
        );
    }

    internal void RecordJoined() => _joined.Add(1);

    internal void RecordWait(string outcome, TimeSpan duration) => _waited.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));

    internal void RecordLeaseWait(string outcome, TimeSpan duration) => _leaseWaited.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));

    internal void RecordGranted(string authServer, long now) => _grantedAt[authServer] = now;

    /// <summary>An outcome as metrics write it.</summary>
    internal static string Word(RefreshOutcome outcome) =>
        outcome switch
        {
            RefreshOutcome.Current => "current",
            RefreshOutcome.Ended => "ended",
            _ => "unavailable",
        };
}
