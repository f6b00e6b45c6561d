namespace Gateway.Benchmarks.Servers;

/// <summary>A destination, a store, and what proxies need to know of both. Ends all that it has started.</summary>
internal sealed class Testbed : IAsyncDisposable
{
    private const string Content = "content";

    private readonly string _folder;
    private readonly RedisServer? _redis;
    private readonly List<Child> _proxies = [];
    private Child? _collector;

    private Testbed(string folder, RedisServer? redis, Child destination) => (_folder, _redis, Destination) = (folder, redis, destination);

    public Child Destination { get; }

    /// <summary>The Redis that gateways of this testbed use; null: the embedded store.</summary>
    public string? Redis => _redis?.Configuration;

    public string Store => _redis is null ? "the embedded store" : "Redis";

    /// <summary>All calls that refreshed a session so far, in the order of their ends.</summary>
    public async Task<RefreshCall[]> RefreshCallsAsync()
    {
        using var authServer = new HttpClient { BaseAddress = Destination.Address };
        return (await authServer.GetFromJsonAsync<RefreshCall[]>("/refreshes"))!;
    }

    public static async Task<Testbed> StartAsync(params IEnumerable<string> destination)
    {
        var folder = Directory.CreateTempSubdirectory("gateway-benchmarks-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, Content)); // proxies watch it, so nothing else is written there
        var store = Directory.CreateDirectory(Path.Combine(folder, "store"));
        return new(folder, await RedisServer.StartAsync(store.FullName), await Child.StartAsync(Role.Destination, destination));
    }

    public Task<Child> StartPlainYarpAsync() => StartAsync(Role.PlainYarp, []);

    /// <summary>The gateway with the defaults of its settings, save <paramref name="settings"/>.</summary>
    public Task<Child> StartGatewayAsync(params IEnumerable<string> settings) =>
        StartAsync(
            Role.Gateway,
            [
                $"--Gateway:Redis:Configuration={_redis?.Configuration}",
                $"--Gateway:Redis:DataDirectory={Path.Combine(_folder, $"data-{_proxies.Count}")}",
                "--Gateway:Protection:SignInAttemptsPerMinute=0", // ten thousand come from one address here
                $"--Gateway:AuthServers:default:BaseAddress={Destination.Address}",
                "--Gateway:AuthServers:default:Refresh:Path=/refresh",
                "--Gateway:AuthServers:default:Refresh:Fields:refresh_token={refresh_token}",
                "--ReverseProxy:Routes:sign-in:ClusterId=destination",
                "--ReverseProxy:Routes:sign-in:Match:Path=/login",
                "--ReverseProxy:Routes:sign-in:Metadata:Session=SignIn",
                .. settings,
            ]
        );

    /// <summary>A gateway that tells a collector of all that it does.</summary>
    public async Task<Child> StartTracedGatewayAsync()
    {
        _collector ??= await Child.StartAsync(Role.Collector, []);
        return await StartGatewayAsync($"--Gateway:Observability:OtlpEndpoint={_collector.Address}");
    }

    /// <summary>Ends one of them before the others.</summary>
    public ValueTask StopAsync(Child proxy)
    {
        _proxies.Remove(proxy);
        return proxy.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in _proxies)
            await proxy.DisposeAsync();
        await Destination.DisposeAsync();
        if (_collector is not null)
            await _collector.DisposeAsync();
        if (_redis is not null)
            await _redis.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    // The same route before the same destination.
    private async Task<Child> StartAsync(string role, IEnumerable<string> settings)
    {
        var child = await Child.StartAsync(
            role,
            [
                "--urls=http://127.0.0.1:0",
                $"--contentRoot={Path.Combine(_folder, Content)}",
                "--ReverseProxy:Routes:api:ClusterId=destination",
                "--ReverseProxy:Routes:api:Match:Path=/api/{**rest}",
                $"--ReverseProxy:Clusters:destination:Destinations:one:Address={Destination.Address}",
                .. settings,
            ]
        );
        _proxies.Add(child);
        return child;
    }
}
