using Microsoft.Extensions.Diagnostics.HealthChecks;
using Yarp.ReverseProxy;

namespace Gateway.Proxy;

/// <summary>Ready when routes are loaded.</summary>
internal sealed class RoutesHealth(IProxyStateLookup state) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(state.GetRoutes().Any() ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("No route is loaded."));
}
