using System.Diagnostics;
using System.Diagnostics.Metrics;
using StackExchange.Redis;

namespace Gateway.Redis;

/// <summary>Measures of the commands that the store is sent, by OpenTelemetry's conventions for clients of databases.</summary>
public sealed class RedisMetrics
{
    private readonly Histogram<double> _duration;

    /// <summary>Creates the instruments of the meter <c>Gateway.Redis</c>.</summary>
    public RedisMetrics(IMeterFactory meters) =>
        _duration = meters
            .Create("Gateway.Redis")
            .CreateHistogram(
                "db.client.operation.duration",
                "s",
                "Duration of commands to the store.",
                tags: null,
                new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10] } // the conventions' own
            );

    /// <summary>Whether anybody wants to know.</summary>
    internal bool IsOn => _duration.Enabled;

    internal void RecordCommand(string command, string? script, Exception? error, TimeSpan duration)
    {
        var tags = new TagList { { "db.system.name", "redis" }, { "db.operation.name", command } };
        if (script is not null)
            tags.Add("db.stored_procedure.name", script);
        if (error is not null)
            tags.Add("error.type", error is RedisServerException answered ? RedisFailure.CodeOf(answered) : error.GetType().FullName);
        _duration.Record(duration.TotalSeconds, tags);
    }
}
