using System.Diagnostics.Metrics;
using Gateway.Events;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Events;

public sealed class EventsMetricsTests
{
    [Fact]
    public void What_waits_what_was_delivered_what_failed_and_what_was_given_up_is_counted()
    {
        using var services = new ServiceCollection().AddMetrics().AddSingleton<EventsMetrics>().BuildServiceProvider();
        var metrics = services.GetRequiredService<EventsMetrics>();
        var measured = new List<string>();
        using var listener = new MeterListener();
        listener.SetMeasurementEventCallback<long>(
            (instrument, value, tags, _) => measured.Add($"{instrument.Name} {value} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}".TrimEnd())
        );
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Scope == services.GetRequiredService<IMeterFactory>())
                listener.EnableMeasurementEvents(instrument);
        };
        listener.Start();

        metrics.RecordQueueLength(3);
        metrics.RecordDelivered("webhook", "session.opened");
        metrics.RecordFailed("stream");
        metrics.RecordDropped("full", 2);
        listener.RecordObservableInstruments();

        measured.ShouldBe(
            [
                "gateway.events.delivered 1 sink=webhook type=session.opened",
                "gateway.events.failed 1 sink=stream",
                "gateway.events.dropped 2 why=full",
                "gateway.events.queue.length 3",
            ]
        );
    }
}
