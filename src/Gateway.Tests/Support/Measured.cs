using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Support;

/// <summary>What a gateway measures of itself, from now on. Each measurement is its instrument's name, and its attributes in the order of the alphabet.</summary>
public sealed class Measured : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, double Value)> _all = new();

    public Measured(GatewayHost gateway, params string[] names)
    {
        var meters = gateway.Services.GetRequiredService<IMeterFactory>();
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters && names.Contains(instrument.Name, StringComparer.Ordinal))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.Start();
    }

    /// <summary>All that was measured, such as <c>gateway.sessions.lookups source=cache</c>.</summary>
    public IReadOnlyList<string> All => [.. _all.Select(one => one.Name)];

    /// <summary>What a gauge says now.</summary>
    public double Now(string gauge)
    {
        _listener.RecordObservableInstruments();
        return _all.Last(one => one.Name == gauge).Value;
    }

    public void Dispose() => _listener.Dispose();

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _all.Enqueue((string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal).Prepend(instrument.Name)), value));
}
