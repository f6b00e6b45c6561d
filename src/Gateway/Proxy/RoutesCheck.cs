using Gateway.Configuration;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Proxy;

/// <summary>Checks routes and clusters together with all else, at start and before a change takes effect, so that an operator sees every fault at once.</summary>
internal sealed class RoutesCheck(IConfiguration configuration, IConfigValidator validator) : IConfigurationCheck
{
    public async Task<IReadOnlyList<Fault>> RunAsync()
    {
        var section = configuration.GetSection(LiveRoutes.Section);
        List<Fault> faults = [.. SingleValues(section)];
        // Read by YARP's own reader, in a copy of it, for the one at work has what was last taken.
        await using var reader = Reader(section);
        if (faults.Count > 0 || Load(reader.GetRequiredService<IProxyConfigProvider>(), faults) is not { } routes)
            return faults;
        foreach (var route in routes.Routes)
        {
            var key = $"{LiveRoutes.Section}:Routes:{route.RouteId}";
            faults.AddRange((await validator.ValidateRouteAsync(route)).Select(error => new Fault(key, error.Message)));
            faults.AddRange(RouteCheck.Check(route, key));
        }
        foreach (var cluster in routes.Clusters)
        {
            var key = $"{LiveRoutes.Section}:Clusters:{cluster.ClusterId}";
            faults.AddRange((await validator.ValidateClusterAsync(cluster)).Select(error => new Fault(key, error.Message)));
            faults.AddRange(ClusterCheck.Check(cluster, key, configuration["Gateway:Devices:CookieName"] ?? "device_id"));
        }
        faults.AddRange(Unknown(routes));
        faults.AddRange(UnknownKeys(section));
        return faults;
    }

    // YARP passes over them, and a slip there may leave a route without its match or its metadata.
    private static IEnumerable<Fault> UnknownKeys(IConfigurationSection section) =>
        section
            .GetChildren()
            .SelectMany(part =>
                part.Key.ToUpperInvariant() switch
                {
                    "ROUTES" => ConfigurationShape.Unknown(part, typeof(Dictionary<string, RouteConfig>)),
                    "CLUSTERS" => ConfigurationShape.Unknown(part, typeof(Dictionary<string, ClusterConfig>)),
                    _ => [new Fault(part.Path, "is unknown; known here: Routes, Clusters")],
                }
            );

    // A section that is one would be read as one that is empty.
    private static IEnumerable<Fault> SingleValues(IConfigurationSection section) =>
        new[] { section, section.GetSection("Routes"), section.GetSection("Clusters") }
            .Where(part => !string.IsNullOrEmpty(part.Value))
            .Select(part => new Fault(part.Path, "is a single value, but an object is expected"));

    private static ServiceProvider Reader(IConfigurationSection section)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddReverseProxy().LoadFromConfig(section);
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
