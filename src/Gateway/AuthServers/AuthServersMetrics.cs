using System.Diagnostics.Metrics;
using Gateway.Observability;

namespace Gateway.AuthServers;

/// <summary>Measures of the calls to auth servers.</summary>
public sealed class AuthServersMetrics
{
    private readonly Meter _meter;
    private readonly Histogram<double> _duration;

    /// <summary>Creates the instruments of the meter <c>Gateway.AuthServers</c>.</summary>
    public AuthServersMetrics(IMeterFactory meters)
    {
        _meter = meters.Create("Gateway.AuthServers");
        _duration = _meter.CreateHistogram("gateway.auth_server.call.duration", "s", "Duration of calls to auth servers, retries included.", tags: null, Buckets.OfCalls);
    }

    internal void RecordCall(string authServer, string call, string outcome, TimeSpan duration) =>
        _duration.Record(duration.TotalSeconds, new("auth_server", authServer), new("call", call), new("outcome", outcome));

    /// <summary>Tells of the auth servers themselves, as they are when it is asked.</summary>
    internal void Watch(AuthServerRegistry servers) =>
        _meter.CreateObservableGauge(
            "gateway.auth_server.circuit.state",
            () => servers.All.Select(server => new Measurement<int>((int)server.CircuitLevel, new KeyValuePair<string, object?>("auth_server", server.Name))),
            unit: null,
            "The circuit of an auth server, the worst where it has several: 0 closed, 1 half-open, 2 open."
        );
}
