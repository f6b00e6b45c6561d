using System.Diagnostics.Tracing;

namespace Gateway.Observability;

/// <summary>
/// Tells of telemetry that could not be sent. OpenTelemetry has only its event source to say so, by the specification of its error handling: it must not disturb
/// what it measures. Told at most once a minute, since each export that fails would be a line.
/// </summary>
internal sealed partial class CollectorTrouble(TimeProvider time, ILogger<CollectorTrouble> log) : EventListener, IHostedService
{
    private const string Exporter = "OpenTelemetry-Exporter-OpenTelemetryProtocol";
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);
    private long _mayTellFrom = long.MinValue;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask; // it listens from when it is made

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name is Exporter)
            EnableEvents(eventSource, EventLevel.Warning);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        var (from, now) = (Volatile.Read(ref _mayTellFrom), time.GetTimestamp());
        if (now >= from && Interlocked.CompareExchange(ref _mayTellFrom, now + (long)(Silence.TotalSeconds * time.TimestampFrequency), from) == from)
            LogTrouble(Explain(eventData.EventName, eventData.Payload?.ToArray() ?? []));
    }

    // Addresses, and exceptions without their stacks. What a collector has answered is not repeated: it may say our own headers, and so a key, back to us.
    internal static string Explain(string? name, IEnumerable<object?> payload) =>
        string.Join(' ', payload.OfType<string>().Where(text => IsAddress(text) || IsException(text)).Select(text => text.Split('\n')[0].TrimEnd()).Prepend(name));

    private static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";

    private static bool IsException(string text) => text.Split(':')[0] is { Length: < 100 } type && type.EndsWith(nameof(Exception), StringComparison.Ordinal);

    [LoggerMessage(910, LogLevel.Warning, "Telemetry could not be sent: {Reason:l}")]
    private partial void LogTrouble(string reason);
}
