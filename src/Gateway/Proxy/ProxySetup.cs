using Gateway.Admin;
using Gateway.Configuration;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Proxy;

/// <summary>Adds YARP and what sessions add to it.</summary>
public static class ProxySetup
{
    /// <summary>Adds the reverse proxy with the section <c>ReverseProxy</c>, YARP's own.</summary>
    public static IServiceCollection AddProxy(this IServiceCollection services, IConfiguration configuration)
    {
        var routes = new LiveRoutes(configuration);
        services.AddReverseProxy().LoadFromConfig(routes.Taken).AddTransforms<SessionTransforms>();
        services.AddSingleton<ILiveOptions>(routes);
        services.AddSingleton<IForwarderHttpClientFactory, ReplayingClientFactory>();
        services.AddSingleton<FruitlessReplays>();
        services.AddSingleton<ForwardedCookies>();
        services.AddSingleton<WithheldCookies>();
        services.AddSingleton<EndingStreams>();
        services.AddSingleton<TwoWayRequests>();
        services.AddSingleton<IConfigurationCheck, RoutesCheck>().AddSingleton<IConfigurationCheck, RoutesTrial>().AddSingleton<IConfigChangeListener, RoutesWatch>();
        services.AddSingleton<RoutesReport>().AddSingleton<RoutesStatus>(provider => provider.GetRequiredService<RoutesReport>().Read);
        services.AddHealthChecks().AddCheck<RoutesHealth>("routes");
        return services;
    }
}
