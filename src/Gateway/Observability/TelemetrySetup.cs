using System.Diagnostics.Metrics;
using System.Reflection;
using Gateway.Configuration;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Gateway.Observability;

/// <summary>
/// Measures and traces by OpenTelemetry. Whoever listens is paid for by every request, so nothing listens unless somebody wants to know: a collector
/// (<see cref="ObservabilityOptions.OtlpEndpoint"/>), or whoever asks the admin listener for <c>/metrics</c>.
/// </summary>
internal static class TelemetrySetup
{
    private const int HttpPort = 4318; // the port that OTLP has for HTTP
    private static readonly TimeSpan LongestExport = TimeSpan.FromSeconds(3); // the end of the process waits for the last one, and a collector may be slow or dead
    private static readonly string[] Meters = ["Gateway.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime"];

    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        // Asked of the configuration itself, since what is wrong with it is yet to be told.
        var endpoint = Uri.TryCreate(configuration["Gateway:Observability:OtlpEndpoint"], UriKind.Absolute, out var collector) && collector.Scheme is "http" or "https" ? collector : null;
        var isAsked = configuration["Gateway:Admin:Key"] is { Length: > 0 };
        services.AddSingleton<IConfigurationCheck, CollectorVariables>();
        services.AddSingleton<MetricsHistory>(); // listens from when it is first asked for
        if (isAsked)
            services.AddHostedService(provider => provider.GetRequiredService<MetricsHistory>());
        if (endpoint is null && !isAsked)
            return services;
        var telemetry = services
            .AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(configuration["Gateway:Observability:ServiceName"] is { Length: > 0 } name ? name : "gateway", serviceVersion: Version))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(Meters);
                if (isAsked)
                    metrics.AddPrometheusExporter();
                if (endpoint is not null)
                    metrics.AddOtlpExporter(export => Send(export, endpoint, "v1/metrics", configuration));
            });
        services.ConfigureOpenTelemetryMeterProvider((provider, metrics) => metrics.AddView(instrument => IsOwn(instrument, provider.GetRequiredService<IMeterFactory>()) ? null : MetricStreamConfiguration.Drop));
        if (endpoint is not null)
            services.AddHostedService<CollectorTrouble>();
        if (endpoint is not null)
            telemetry.WithTracing(traces =>
                traces
                    .AddSource("Gateway.*", "Yarp.ReverseProxy")
                    .AddAspNetCoreInstrumentation(requests => requests.Filter = context => context.Request.Path.Value is not ("/healthz" or "/readyz"))
                    .AddHttpClientInstrumentation()
                    .AddOtlpExporter(export => Send(export, endpoint, "v1/traces", configuration))
            );
        return services;
    }

    /// <summary>
    /// Whether the gateway whose meters <paramref name="own"/> makes is measured. Meters are known by their names in the whole process, and other hosts in it have some of
    /// the same: what the admin listener serves is not the gateway's.
    /// </summary>
    internal static bool IsOwn(Instrument instrument, IMeterFactory own) => instrument.Meter.Scope is not IMeterFactory factory || factory == own;

    private static string? Version => typeof(TelemetrySetup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;

    /// <summary>Where <paramref name="export"/> goes, how, and how long it may take.</summary>
    internal static void Send(OtlpExporterOptions export, Uri endpoint, string path, IConfiguration configuration)
    {
        (export.Endpoint, export.Protocol) = endpoint.Port is HttpPort ? (new Uri(endpoint, path), OtlpExportProtocol.HttpProtobuf) : (endpoint, OtlpExportProtocol.Grpc);
        if (string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_TIMEOUT"]))
            export.TimeoutMilliseconds = (int)LongestExport.TotalMilliseconds;
    }
}
