using Gateway.AuthServers.Calls;
using Gateway.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Gateway.AuthServers;

/// <summary>Adds the auth servers.</summary>
public static class AuthServersSetup
{
    /// <summary>
    /// Adds the <see cref="AuthServerRegistry"/>, from the section <c>Gateway:AuthServers</c>. A call to an auth server takes at most
    /// <paramref name="callTimeout"/>, its second try included. Every <see cref="IAuthServerClient"/> that is registered beside calls its own.
    /// </summary>
    public static IServiceCollection AddAuthServers(this IServiceCollection services, Func<IServiceProvider, TimeSpan> callTimeout)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton<AuthServersMetrics>();
        services.AddSingleton<IPostConfigureOptions<AuthServersOptions>, AttachedClients>();
        services.AddSingleton(provider => Build(provider, callTimeout(provider)));
        return services.AddChecked<AuthServersOptions>("AuthServers");
    }

    private static AuthServerRegistry Build(IServiceProvider provider, TimeSpan callTimeout)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        var metrics = provider.GetRequiredService<AuthServersMetrics>();
        var logger = provider.GetRequiredService<ILogger<AuthServer>>();
        var options = provider.GetRequiredService<LiveOptions<AuthServersOptions>>();
        var connect = provider.GetService<ConnectAuthServer>();
        var registry = new AuthServerRegistry(options.Value, (name, server) => new AuthServer(name, server, callTimeout, time, metrics, logger, connect));
        options.OnChange(registry.Update);
        metrics.Watch(registry);
        return registry;
    }
}
