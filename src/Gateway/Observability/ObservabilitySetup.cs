using Gateway.Configuration;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace Gateway.Observability;

/// <summary>Adds logs, measures, traces and health.</summary>
public static class ObservabilitySetup
{
    /// <summary>Adds the logs (section <c>Serilog</c>), OpenTelemetry (section <c>Gateway:Observability</c>) and the health checks that other folders contribute to.</summary>
    public static IServiceCollection AddObservability(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.AddChecked<ObservabilityOptions>("Observability");
        services.AddLogs(configuration, environment);
        services.AddTelemetry(configuration);
        services.AddHealthChecks();
        return services;
    }

    /// <summary>Writes one line a request.</summary>
    public static IApplicationBuilder UseObservability(this IApplicationBuilder app) => app.UseMiddleware<RequestLog>();

    /// <summary><c>/healthz</c>: the process is alive. <c>/readyz</c>: the store is reachable and routes are loaded.</summary>
    public static IEndpointRouteBuilder MapObservability(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = _ => false }).WithDisplayName("healthz").WithMetadata(Probe.Instance);
        endpoints.MapHealthChecks("/readyz").WithDisplayName("readyz").WithMetadata(Probe.Instance);
        return endpoints;
    }
}
