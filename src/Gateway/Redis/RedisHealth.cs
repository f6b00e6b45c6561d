using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Gateway.Redis;

/// <summary>Ready when a primary of the store answers a PING.</summary>
internal sealed class RedisHealth(RedisConnection connection) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await connection.Database.PingAsync(RedisConnection.AtPrimary);
            return HealthCheckResult.Healthy();
        }
        catch (Exception error) when (RedisFailure.Is(error))
        {
            return HealthCheckResult.Unhealthy("The store does not answer.");
        }
    }
}
