using Gateway.Configuration;
using Microsoft.Extensions.Options;

namespace Gateway.Sessions;

/// <summary>Adds the sessions: records, cache and invalidation.</summary>
public static class SessionsSetup
{
    /// <summary>Adds the session store with <c>Gateway:Sessions</c>.</summary>
    public static IServiceCollection AddSessions(this IServiceCollection services) =>
        services
            .AddChecked<SessionsOptions>("Sessions")
            .AddSingleton<InstanceId>()
            .AddSingleton<SessionKeys>()
            .AddSingleton<SessionRecords>()
            .AddSingleton<SessionIndex>()
            .AddSingleton<SessionDirectory>()
            .AddSingleton<SessionCensus>()
            .AddSingleton(provider => new SessionCache(provider.GetRequiredService<IOptions<SessionsOptions>>().Value.CacheSize))
            .AddSingleton<SessionReads>()
            .AddSingleton<OwnWrites>()
            .AddSingleton<RecordChanges>()
            .AddSingleton<AnnouncedLeases>()
            .AddSingleton<SubscriptionEpoch>()
            .AddSingleton<StoreOutage>()
            .AddSingleton<SessionsMetrics>()
            .AddSingleton<LeaseReturns>()
            .AddSingleton<SessionStore>()
            .AddSingleton<SessionRenewal>()
            .AddSingleton<SessionWatch>()
            .AddHostedService<SessionInvalidation>()
            .AddHostedService(provider => provider.GetRequiredService<SessionRenewal>())
            .AddHostedService(provider => provider.GetRequiredService<SessionWatch>())
            .AddHostedService<SessionWarmUp>();
}
