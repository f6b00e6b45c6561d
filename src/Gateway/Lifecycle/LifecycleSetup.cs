namespace Gateway.Lifecycle;

/// <summary>Adds the opening and ending of sessions.</summary>
public static class LifecycleSetup
{
    /// <summary>Adds the lifecycle.</summary>
    public static IServiceCollection AddLifecycle(this IServiceCollection services) =>
        services
            .AddSingleton<BackgroundCalls>()
            .AddHostedService(provider => provider.GetRequiredService<BackgroundCalls>())
            .AddSingleton<LifecycleMetrics>()
            .AddSingleton<ToldChanges>()
            .AddSingleton<SessionLifecycle>();
}
