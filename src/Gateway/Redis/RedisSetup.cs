using Gateway.Configuration;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.Options;

namespace Gateway.Redis;

/// <summary>Adds the store's connection, embedded or not.</summary>
public static class RedisSetup
{
    /// <summary>Adds the connection with <c>Gateway:Redis</c>, an <c>IDistributedCache</c> on the same connection, and the readiness check.</summary>
    public static IServiceCollection AddRedis(this IServiceCollection services)
    {
        services.AddChecked<RedisOptions>("Redis");
        services.AddMetrics();
        services.AddSingleton<RedisMetrics>();
        services.AddSingleton<RedisConnection>();
        services.AddSingleton<RedisParts>();
        services.AddHostedService(provider => provider.GetRequiredService<RedisConnection>());
        services.AddStackExchangeRedisCache(_ => { });
        services
            .AddOptions<RedisCacheOptions>()
            .Configure<RedisConnection, IOptions<RedisOptions>>(
                (cache, connection, redis) =>
                {
                    cache.ConnectionMultiplexerFactory = () => Task.FromResult(connection.Multiplexer);
                    cache.InstanceName = redis.Value.KeyPrefix + "cache:";
                }
            );
        services.AddHealthChecks().AddCheck<RedisHealth>("store");
        return services;
    }
}
