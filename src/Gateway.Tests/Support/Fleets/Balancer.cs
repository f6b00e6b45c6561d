using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;

namespace Gateway.Tests.Support.Fleets;

/// <summary>
/// A balancer as there are many: it asks each gateway's <c>/readyz</c> now and then, gives each request to one that was ready when it was asked last, keeps
/// connections open, and sends nothing a second time.
/// </summary>
public sealed class Balancer : IAsyncDisposable
{
    /// <summary>How often it asks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly WebApplication _app;

    private Balancer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<Balancer> StartAsync(params IEnumerable<Uri> gateways)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRouting().AddLogging(logs => logs.ClearProviders());
        builder.Services.AddReverseProxy().LoadFromMemory([new RouteConfig { RouteId = "all", ClusterId = "gateways", Match = new RouteMatch { Path = "/{**rest}" } }], [Cluster(gateways)]);
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapReverseProxy();
        await app.StartAsync();
        return new Balancer(app);
    }

    /// <summary>Is told, as by a deployment, which gateways there are; and ends when it has found all of them ready.</summary>
    public async Task LeadToAsync(params IEnumerable<Uri> gateways)
    {
        var provider = _app.Services.GetRequiredService<InMemoryConfigProvider>();
        provider.Update(provider.GetConfig().Routes, [Cluster(gateways)]);
        await UntilAsync(gateways, DestinationHealth.Healthy);
    }

    /// <summary>Ends when it has found <paramref name="gateway"/> not ready any more.</summary>
    public Task NoticedAsync(Uri gateway) => UntilAsync([gateway], DestinationHealth.Unhealthy);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task UntilAsync(IEnumerable<Uri> gateways, DestinationHealth health)
    {
        var state = _app.Services.GetRequiredService<IProxyStateLookup>();
        var names = gateways.Select(gateway => gateway.Authority).ToList();
        while (!names.TrueForAll(name => state.TryGetCluster("gateways", out var cluster) && cluster.Destinations.TryGetValue(name, out var one) && one.Health.Active == health))
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    private static ClusterConfig Cluster(IEnumerable<Uri> gateways) =>
        new()
        {
            ClusterId = "gateways",
            LoadBalancingPolicy = "RoundRobin",
            Destinations = gateways.ToDictionary(gateway => gateway.Authority, gateway => new DestinationConfig { Address = gateway.ToString() }),
            HealthCheck = new HealthCheckConfig
            {
                Active = new ActiveHealthCheckConfig { Enabled = true, Path = "/readyz", Interval = Interval, Timeout = TimeSpan.FromSeconds(5), Policy = "ConsecutiveFailures" },
            },
            Metadata = new Dictionary<string, string> { ["ConsecutiveFailuresHealthPolicy.Threshold"] = "1" },
        };
}
