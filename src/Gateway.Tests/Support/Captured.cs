using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;

namespace Gateway.Tests.Support;

/// <summary>All that this process tells of itself while it lives: the console (where logs go), metrics and traces. For tests that run alone.</summary>
internal sealed class Captured : IDisposable
{
    private readonly TextWriter _console = Console.Out;
    private readonly Written _written = new();
    private readonly ConcurrentQueue<string> _metrics = new();
    private readonly ConcurrentQueue<string> _traces = new();
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _activities;

    public Captured()
    {
        Console.SetOut(TextWriter.Synchronized(_written));
        _meters.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        _meters.SetMeasurementEventCallback<long>(Note);
        _meters.SetMeasurementEventCallback<int>(Note);
        _meters.SetMeasurementEventCallback<double>(Note);
        _meters.Start();
        _activities = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => _traces.Enqueue(Text(activity)),
        };
        ActivitySource.AddActivityListener(_activities);
    }

    /// <summary>What was logged, a line an event.</summary>
    public IReadOnlyList<string> Log => [.. _written.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    public IReadOnlyCollection<string> Metrics => _metrics;

    public IReadOnlyCollection<string> Traces => _traces;

    public void Dispose()
    {
        Console.SetOut(_console);
        _meters.Dispose();
        _activities.Dispose();
        _written.Dispose();
    }

    private void Note<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) =>
        _metrics.Enqueue($"{instrument.Meter.Name} {instrument.Name} {value} {string.Join(' ', tags.ToArray())}");

    private static string Text(Activity activity) =>
        $"{activity.Source.Name} {activity.OperationName} {activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Baggage)} "
        + string.Join(' ', activity.Events.Select(one => one.Name + string.Join(' ', one.Tags)));

    // Read while others write, which a StringWriter does not bear.
    private sealed class Written : TextWriter
    {
        private readonly StringBuilder _text = new();
        private readonly Lock _gate = new();

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Write([value], 0, 1);

        public override void Write(string? value) => Write((value ?? "").ToCharArray());

        public override void Write(char[] buffer, int index, int count)
        {
            lock (_gate)
                _text.Append(buffer, index, count);
        }

        public override string ToString()
        {
            lock (_gate)
                return _text.ToString();
        }
    }
}
