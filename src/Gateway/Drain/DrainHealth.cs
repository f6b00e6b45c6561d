using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Gateway.Drain;

/// <summary>No longer ready once the gateway was asked to end.</summary>
internal sealed class DrainHealth(IHostApplicationLifetime lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(lifetime.ApplicationStopping.IsCancellationRequested ? HealthCheckResult.Unhealthy("The gateway is about to end.") : HealthCheckResult.Healthy());
}
