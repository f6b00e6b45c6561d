using Gateway.Observability;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Exporter;

namespace Gateway.Tests.Observability;

public sealed class TelemetrySetupTests
{
    // The end of the process waits for the last export, and a collector may be dead.
    [Theory]
    [InlineData(null, 3000)]
    [InlineData("7000", 10000)] // OpenTelemetry reads the variable itself; untouched, its own default is here
    public void An_export_takes_at_most_three_seconds_unless_the_variable_says_otherwise(string? timeout, int milliseconds) => Sent("http://collector:4317", timeout).TimeoutMilliseconds.ShouldBe(milliseconds);

    [Theory]
    [InlineData("http://collector:4317", OtlpExportProtocol.Grpc, "http://collector:4317/")]
    [InlineData("http://collector:4318", OtlpExportProtocol.HttpProtobuf, "http://collector:4318/v1/traces")]
    public void The_port_says_which_protocol(string endpoint, OtlpExportProtocol protocol, string address)
    {
        var sent = Sent(endpoint, null);

        sent.Protocol.ShouldBe(protocol);
        sent.Endpoint.ShouldBe(new Uri(address));
    }

    private static OtlpExporterOptions Sent(string endpoint, string? timeout)
    {
        var export = new OtlpExporterOptions();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("OTEL_EXPORTER_OTLP_TIMEOUT", timeout)]).Build();
        TelemetrySetup.Send(export, new Uri(endpoint), "v1/traces", configuration);
        return export;
    }
}
