using System.Globalization;
using Gateway.Configuration;

namespace Gateway.Observability;

/// <summary>
/// Whether OpenTelemetry's own variables for what is sent to a collector can be read (OpenTelemetry Protocol Exporter, "Configuration Options"). It would end the start
/// without the name of the variable, or pass over what it cannot read.
/// </summary>
internal sealed class CollectorVariables(IConfiguration configuration) : IConfigurationCheck
{
    // What they hold is not repeated: a header is often a key.
    private const string Headers = "cannot be read; name=value is expected, with a comma between two";
    private const string Timeout = "cannot be read; whole milliseconds are expected";
    private static readonly string[] Signals = ["OTEL_EXPORTER_OTLP", "OTEL_EXPORTER_OTLP_TRACES", "OTEL_EXPORTER_OTLP_METRICS"];

    public Task<IReadOnlyList<Fault>> RunAsync() =>
        Task.FromResult<IReadOnlyList<Fault>>(string.IsNullOrEmpty(configuration["Gateway:Observability:OtlpEndpoint"]) ? [] : [.. Faults("_HEADERS", IsHeaders, Headers), .. Faults("_TIMEOUT", IsTimeout, Timeout)]);

    private IEnumerable<Fault> Faults(string name, Func<string, bool> isGood, string message) =>
        from signal in Signals
        let variable = signal + name
        let value = configuration[variable]
        where !string.IsNullOrWhiteSpace(value) && !isGood(value)
        select new Fault(variable, message);

    // As strict as OpenTelemetry itself, which decodes all of it first, and takes a comma at the end.
    private static bool IsHeaders(string value) =>
        Uri.UnescapeDataString(value) is var text && (text.EndsWith(',') ? text[..^1] : text).Split(',').All(header => header.Contains('=', StringComparison.Ordinal));

    private static bool IsTimeout(string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
