using Gateway.Configuration;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Proxy;

/// <summary>Checks routes and clusters at start together with all else, so that an operator sees every fault at once.</summary>
internal sealed class RoutesCheck(IEnumerable<IProxyConfigProvider> providers, IConfigValidator validator) : IConfigurationCheck
{
    public async Task<IReadOnlyList<Fault>> RunAsync()
    {
        var faults = new List<Fault>();
        foreach (var provider in providers)
        {
            if (Load(provider, faults) is not { } configuration)
                continue;
            foreach (var route in configuration.Routes)
                faults.AddRange((await validator.ValidateRouteAsync(route)).Select(error => new Fault($"ReverseProxy:Routes:{route.RouteId}", error.Message)));
            foreach (var cluster in configuration.Clusters)
                faults.AddRange((await validator.ValidateClusterAsync(cluster)).Select(error => new Fault($"ReverseProxy:Clusters:{cluster.ClusterId}", error.Message)));
            faults.AddRange(Unknown(configuration));
        }
        return faults;
    }

    private static IProxyConfig? Load(IProxyConfigProvider provider, List<Fault> faults)
    {
        try
        {
            return provider.GetConfig();
        }
        catch (Exception error) when (error is FormatException or ArgumentException or InvalidOperationException or OverflowException)
        {
            faults.Add(new Fault("ReverseProxy", error.Message));
            return null;
        }
    }

    private static IEnumerable<Fault> Unknown(IProxyConfig configuration) =>
        configuration
            .Routes.Where(route => route.ClusterId is { } cluster && !configuration.Clusters.Any(known => known.ClusterId.Equals(cluster, StringComparison.OrdinalIgnoreCase)))
            .Select(route => new Fault($"ReverseProxy:Routes:{route.RouteId}:ClusterId", $"the cluster '{route.ClusterId}' is not configured"));
}
