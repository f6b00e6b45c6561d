using System.Diagnostics.Metrics;
using Gateway.AuthServers;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.AuthServers;

public sealed class AuthServersMetricsTests
{
    [Fact]
    public void A_call_is_measured_in_seconds_by_server_kind_and_outcome()
    {
        using var services = new ServiceCollection().AddMetrics().AddSingleton<AuthServersMetrics>().BuildServiceProvider();
        var metrics = services.GetRequiredService<AuthServersMetrics>();
        var measured = new List<(string Instrument, double Seconds, string Tags)>();
        using var listener = new MeterListener();
        listener.SetMeasurementEventCallback<double>(
            (instrument, value, tags, _) => measured.Add((instrument.Name, value, string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))))
        );
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Scope == services.GetRequiredService<IMeterFactory>())
                listener.EnableMeasurementEvents(instrument);
        };
        listener.Start();

        metrics.RecordCall("default", "refresh", "granted", TimeSpan.FromMilliseconds(250));

        measured.ShouldBe([("gateway.auth_server.call.duration", 0.25, "auth_server=default call=refresh outcome=granted")]);
    }
}
