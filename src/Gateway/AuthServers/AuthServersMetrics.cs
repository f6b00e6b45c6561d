using System.Diagnostics.Metrics;

namespace Gateway.AuthServers;

/// <summary>Measures of the calls to auth servers.</summary>
public sealed class AuthServersMetrics
{
    private readonly Histogram<double> _duration;

    /// <summary>Creates the instruments of the meter <c>Gateway.AuthServers</c>.</summary>
    public AuthServersMetrics(IMeterFactory meters)
    {
        _duration = meters
            .Create("Gateway.AuthServers")
            .CreateHistogram<double>("gateway.auth_server.call.duration", "s", "Duration of calls to auth servers, retries included.");
    }

    internal void RecordCall(string authServer, string call, string outcome, TimeSpan duration) =>
        _duration.Record(duration.TotalSeconds, new("auth_server", authServer), new("call", call), new("outcome", outcome));
}
