using Gateway.Configuration;

namespace Gateway.Refresh;

/// <summary>Adds the refresh of access tokens.</summary>
public static class RefreshSetup
{
    /// <summary>Adds the coordinator with <c>Gateway:Refresh</c>.</summary>
    public static IServiceCollection AddRefresh(this IServiceCollection services) =>
        services
            .AddChecked<RefreshOptions>("Refresh")
            .AddSingleton<RefreshMetrics>()
            .AddSingleton<RefreshSchedule>()
            .AddSingleton<SingleFlight>()
            .AddSingleton<RefreshBackoff>()
            .AddSingleton<LeaseDesk>()
            .AddSingleton<RefreshWork>()
            .AddSingleton<RefreshCoordinator>()
            .AddHostedService<RefreshDrain>();
}
