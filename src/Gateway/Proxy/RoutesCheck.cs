using Gateway.Configuration;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Proxy;

/// <summary>Checks routes and clusters together with all else, at start and before a change takes effect, so that an operator sees every fault at once.</summary>
internal sealed class RoutesCheck(IConfiguration configuration, IConfigValidator validator) : IConfigurationCheck
{
    public async Task<IReadOnlyList<Fault>> RunAsync()
    {
        var faults = new List<Fault>();
        // Read by YARP's own reader, in a copy of it, for the one at work has what was last taken.
        await using var reader = Reader();
        if (Load(reader.GetRequiredService<IProxyConfigProvider>(), faults) is not { } routes)
            return faults;
        foreach (var route in routes.Routes)
            faults.AddRange((await validator.ValidateRouteAsync(route)).Select(error => new Fault($"{LiveRoutes.Section}:Routes:{route.RouteId}", error.Message)));
        foreach (var cluster in routes.Clusters)
            faults.AddRange((await validator.ValidateClusterAsync(cluster)).Select(error => new Fault($"{LiveRoutes.Section}:Clusters:{cluster.ClusterId}", error.Message)));
        return [.. faults, .. Unknown(routes)];
    }

    private ServiceProvider Reader()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddReverseProxy().LoadFromConfig(configuration.GetSection(LiveRoutes.Section));
        return services.BuildServiceProvider();
    }

    private static IProxyConfig? Load(IProxyConfigProvider provider, List<Fault> faults)
    {
        try
        {
            return provider.GetConfig();
        }
        catch (Exception error) when (error is FormatException or ArgumentException or InvalidOperationException or OverflowException)
        {
            faults.Add(new Fault(LiveRoutes.Section, error.Message));
            return null;
        }
    }

    private static IEnumerable<Fault> Unknown(IProxyConfig routes) =>
        routes
            .Routes.Where(route => route.ClusterId is { } cluster && !routes.Clusters.Any(known => known.ClusterId.Equals(cluster, StringComparison.OrdinalIgnoreCase)))
            .Select(route => new Fault($"{LiveRoutes.Section}:Routes:{route.RouteId}:ClusterId", $"the cluster '{route.ClusterId}' is not configured"));
}
