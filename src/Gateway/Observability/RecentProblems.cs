using System.Globalization;
using Serilog.Core;
using Serilog.Events;

namespace Gateway.Observability;

/// <summary>The last warnings and errors of the log, for the status page.</summary>
internal sealed class RecentProblems : ILogEventSink
{
    private const int Most = 50;
    private const int Longest = 500; // characters of a message
    private readonly Queue<Problem> _last = new();
    private readonly Lock _gate = new();

    /// <summary>They, the newest first.</summary>
    public IReadOnlyList<Problem> Read()
    {
        lock (_gate)
            return [.. _last.Reverse()];
    }

    public void Emit(LogEvent logEvent)
    {
        if (logEvent.Level < LogEventLevel.Warning)
            return;
        var message = logEvent.RenderMessage(CultureInfo.InvariantCulture);
        var problem = new Problem(
            logEvent.Timestamp,
            logEvent.Level.ToString(),
            logEvent.Properties.GetValueOrDefault(Constants.SourceContextPropertyName) is ScalarValue { Value: string source } ? source : "",
            message.Length > Longest ? $"{message[..Longest]}…" : message,
            logEvent.TraceId?.ToHexString()
        );
        lock (_gate)
        {
            _last.Enqueue(problem);
            if (_last.Count > Most)
                _last.Dequeue();
        }
    }

    /// <summary>A line of the log.</summary>
    internal sealed record Problem(DateTimeOffset At, string Level, string Source, string Message, string? TraceId);
}
