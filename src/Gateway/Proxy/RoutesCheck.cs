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
            faults.AddRange((await validator.ValidateRouteAsync(route)).Select(error => new Fault($"{LiveRoutes.Section}:Routes:{route.RouteId}", error.Message)));
            if (NotActedOn(route) is { } fault)
                faults.Add(new Fault($"{LiveRoutes.Section}:Routes:{route.RouteId}", fault));
            if (route.MaxRequestBodySize < -1)
                faults.Add(new Fault($"{LiveRoutes.Section}:Routes:{route.RouteId}:MaxRequestBodySize", "is less than -1, which means no limit"));
        }
        foreach (var cluster in routes.Clusters)
        {
            faults.AddRange((await validator.ValidateClusterAsync(cluster)).Select(error => new Fault($"{LiveRoutes.Section}:Clusters:{cluster.ClusterId}", error.Message)));
            faults.AddRange(BadAddresses(cluster));
        }
        faults.AddRange(Unknown(routes));
        return faults;
    }

    // YARP would find out at each request.
    private static IEnumerable<Fault> BadAddresses(ClusterConfig cluster) =>
        from destination in cluster.Destinations ?? new Dictionary<string, DestinationConfig>()
        let key = $"{LiveRoutes.Section}:Clusters:{cluster.ClusterId}:Destinations:{destination.Key}"
        from address in new[] { (Key: $"{key}:Address", Value: destination.Value.Address), (Key: $"{key}:Health", Value: destination.Value.Health) }
        where address.Value is { Length: > 0 } && !(Uri.TryCreate(address.Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        select new Fault(address.Key, "is no absolute http or https URL");

    // Middleware that the gateway does not have; each request would be a 500.
    private static string? NotActedOn(RouteConfig route) =>
        route.AuthorizationPolicy is { Length: > 0 } policy && !policy.Equals("Anonymous", StringComparison.OrdinalIgnoreCase)
            ? "AuthorizationPolicy is not acted on; Metadata:Session says who may pass"
        : route.Timeout is not null || (route.TimeoutPolicy is { Length: > 0 } timeout && !timeout.Equals("Disable", StringComparison.OrdinalIgnoreCase))
            ? "Timeout and TimeoutPolicy are not acted on; the cluster's HttpRequest:ActivityTimeout is"
        : null;

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
