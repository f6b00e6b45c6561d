using Gateway.Configuration;

namespace Gateway.Observability;

/// <summary>Where measures and traces go, section <c>Gateway:Observability</c>. Logs have the section <c>Serilog</c>.</summary>
public sealed class ObservabilityOptions : ICheckedOptions
{
    /// <summary>
    /// A collector that speaks OTLP, such as <c>http://collector:4317</c>: gRPC, or HTTP with protobuf on port 4318. Metrics and traces are sent there. The
    /// variables of OpenTelemetry for headers and intervals apply (<c>OTEL_EXPORTER_OTLP_HEADERS</c>, <c>OTEL_METRIC_EXPORT_INTERVAL</c>). Default null: nothing is sent.
    /// </summary>
    public Uri? OtlpEndpoint { get; set; }

    /// <summary>What this service is called there (<c>service.name</c>). Default <c>gateway</c>.</summary>
    public string ServiceName { get; set; } = "gateway";

    /// <inheritdoc />
    public IEnumerable<Fault> Check(string section)
    {
        if (OtlpEndpoint is { } endpoint && !(endpoint.IsAbsoluteUri && endpoint.Scheme is "http" or "https"))
            yield return new($"{section}:OtlpEndpoint", "is no absolute http or https URL, such as http://collector:4317");
        if (string.IsNullOrWhiteSpace(ServiceName))
            yield return new($"{section}:ServiceName", "is empty");
    }
}
