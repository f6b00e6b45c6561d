using System.Globalization;
using Serilog.Core;
using Serilog.Events;

namespace Gateway.Observability;

/// <summary>The last warnings and errors of the log, for the status page. What is said again and again is there once, so that it does not drive out all else.</summary>
internal sealed class RecentProblems : ILogEventSink
{
    private const int Most = 50;
    private const int Longest = 500; // characters of a message
    private readonly LinkedList<(string Template, Problem Problem)> _last = new(); // the newest first
    private readonly Lock _gate = new();

    /// <summary>They, the newest first.</summary>
    public IReadOnlyList<Problem> Read()
    {
        lock (_gate)
            return [.. _last.Select(entry => entry.Problem)];
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
            logEvent.TraceId?.ToHexString(),
            Times: 1
        );
        lock (_gate)
        {
            for (var entry = _last.First; entry is not null; entry = entry.Next)
                if (entry.Value.Template == logEvent.MessageTemplate.Text && entry.Value.Problem.Source == problem.Source)
                {
                    problem = problem with { Times = entry.Value.Problem.Times + 1 };
                    _last.Remove(entry);
                    break;
                }
            _last.AddFirst((logEvent.MessageTemplate.Text, problem));
            if (_last.Count > Most)
                _last.RemoveLast();
        }
    }

    /// <summary>A line of the log; of its like there were so many, and this is the last.</summary>
    internal sealed record Problem(DateTimeOffset At, string Level, string Source, string Message, string? TraceId, int Times);
}
