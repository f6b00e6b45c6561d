using System.Diagnostics.Metrics;

namespace Gateway.Tests.Support;

/// <summary>What one counter of one gateway has come to, from now on.</summary>
public sealed class Counted : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _value;

    public Counted(IMeterFactory meters, string name)
    {
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _value, value));
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Name == name)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.Start();
    }

    public long Value => Interlocked.Read(ref _value);

    public void Dispose() => _listener.Dispose();
}
