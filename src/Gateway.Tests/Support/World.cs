using Demo.AuthServer;
using Gateway.Refresh;
using Gateway.Sessions;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Gateway.Tests.Support;

/// <summary>
/// All that a story needs: a store, the demo's auth server, a destination, the gateway before them, a browser; and a clock that
/// moves only when told. <c>/login</c> signs in, <c>/api</c> wants a session, <c>/optional</c> takes one, <c>/public</c> none.
/// </summary>
public sealed class World : IAsyncDisposable
{
    private readonly List<Browser> _browsers = [];
    private readonly List<GatewayHost> _instances = [];

    private World(FakeTime time, TestStore store, DemoAuthServer auth, Destination api, GatewayHost gateway)
    {
        (Time, Store, Auth, Api, Gateway) = (time, store, auth, api, gateway);
        Browser = NewBrowser();
    }

    public FakeTime Time { get; }

    public TestStore Store { get; }

    public DemoAuthServer Auth { get; }

    public Destination Api { get; }

    public GatewayHost Gateway { get; private set; }

    public Browser Browser { get; }

    private Dictionary<string, string?> Settings { get; init; } = [];

    /// <summary>What its gateway was told.</summary>
    public IReadOnlyDictionary<string, string?> AllSettings => Settings;

    public static async Task<World> StartAsync(
        StoreKind kind,
        Action<Dictionary<string, string?>>? change = null,
        DemoAuthServerOptions? auth = null,
        Action<IServiceCollection>? configure = null
    )
    {
        var time = new FakeTime();
        var store = await TestStore.StartAsync(kind);
        var server = await DemoAuthServer.StartAsync(auth ?? new DemoAuthServerOptions { AccessTokenLifetime = TimeSpan.FromMinutes(5) }, time);
        var api = await Destination.StartAsync();
        var settings = SettingsOf(server.Address, api.Address);
        foreach (var (key, value) in store.Settings)
            settings[key] = value;
        change?.Invoke(settings);
        return new World(time, store, server, api, await GatewayHost.StartAsync(settings, time, configure)) { Settings = settings };
    }

    public Browser NewBrowser()
    {
        var browser = new Browser(Gateway.Address);
        _browsers.Add(browser);
        return browser;
    }

    /// <summary>One more gateway on the same store, told <paramref name="more"/> beside what the first was told; only a Redis is shared.</summary>
    public async Task<GatewayHost> AddInstanceAsync(params KeyValuePair<string, string?>[] more)
    {
        var instance = await GatewayHost.StartAsync(Settings.Concat(more), Time);
        _instances.Add(instance);
        return instance;
    }

    /// <summary>The person's browser, as it would be if a balancer led it to <paramref name="gateway"/>.</summary>
    public Browser BrowserAt(GatewayHost gateway)
    {
        var browser = new Browser(gateway.Address) { DeviceId = Browser.DeviceId };
        _browsers.Add(browser);
        return browser;
    }

    /// <summary>Signs <paramref name="browser"/> (the usual one where none is named) in as the demo's user.</summary>
    public async Task<HttpResponseMessage> SignInAsync(Browser? browser = null)
    {
        var answer = await (browser ?? Browser).PostJsonAsync("/login", new { email = DemoAuthServerOptions.DemoEmail, password = DemoAuthServerOptions.DemoPassword });
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        return answer;
    }

    /// <summary>Lets the access token expire.</summary>
    public void Expire() => Time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));

    /// <summary>Brings the token into the time in which it is due but still valid.</summary>
    public void MakeDue() => Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(20));

    public string CurrentBearer => "Bearer " + Auth.CurrentAccessToken(DemoAuthServerOptions.DemoEmail);

    /// <summary>Stops the gateway and starts another on the same store; its address changes, so browsers have to be made anew.</summary>
    public async Task RestartGatewayAsync()
    {
        await Gateway.DisposeAsync();
        Gateway = await GatewayHost.StartAsync(Settings, Time);
    }

    /// <summary>Ends when no refresh is under way any more, its storing included.</summary>
    public Task FlightsLandedAsync() => Service<SingleFlight>().DrainAsync(TestContext.Current.CancellationToken);

    /// <summary>Ends when the gateway has its store again and hears of changes.</summary>
    public Task StoreIsBackAsync() => Gateway.StoreIsBackAsync();

    /// <summary>Names of all records of sessions, but for the minute's memory of those that their browser has left.</summary>
    public async Task<IReadOnlyList<string>> RecordsAsync()
    {
        var store = Store.Connect(Gateway);
        var pattern = Service<IOptions<SessionsOptions>>().Value.KeyPattern.Replace("{id}", "*", StringComparison.Ordinal);
        var records = await store.PrimaryKeysAsync(pattern).Select(key => key.ToString()).ToListAsync();
        var isLeft = await Task.WhenAll(records.Select(record => IsLeftAsync(store.GetDatabase(), record)));
        return [.. records.Where((_, i) => !isLeft[i])];
    }

    private static async Task<bool> IsLeftAsync(IDatabase database, string record) =>
        await database.KeyTypeAsync(record) is RedisType.Hash && await database.HashExistsAsync(record, "left");

    public T Service<T>()
        where T : notnull => Gateway.Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        foreach (var browser in _browsers)
            browser.Dispose();
        foreach (var instance in _instances)
            await instance.DisposeAsync();
        await Gateway.DisposeAsync();
        await Api.DisposeAsync();
        await Auth.DisposeAsync();
        await Store.DisposeAsync();
    }

    /// <summary>What a gateway before this auth server and this API is told, but for where its store is.</summary>
    public static Dictionary<string, string?> SettingsOf(Uri auth, Uri api)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Gateway:Redis:Timeout"] = "00:00:10", // the machine may be busy, and these stories are not about it
            ["Gateway:Protection:SignInAttemptsPerMinute"] = "0", // nor about this
            ["Gateway:AuthServers:default:BaseAddress"] = auth.ToString(),
            ["Gateway:AuthServers:default:Refresh:Path"] = "/refresh",
            ["Gateway:AuthServers:default:Refresh:Fields:refresh_token"] = "{refresh_token}",
            ["Gateway:AuthServers:default:SignOut:Path"] = "/signout",
            ["Gateway:AuthServers:default:SignOut:Fields:refresh_token"] = "{refresh_token}",
            ["ReverseProxy:Clusters:auth:Destinations:one:Address"] = auth.ToString(),
            ["ReverseProxy:Clusters:api:Destinations:one:Address"] = api.ToString(),
        };
        AddRoute(settings, "login", "auth", "/login", "SignIn");
        AddRoute(settings, "api", "api", "/api/{**rest}", null);
        AddRoute(settings, "optional", "api", "/optional/{**rest}", "Optional");
        AddRoute(settings, "public", "api", "/public/{**rest}", "None");
        AddRoute(settings, "logout", "api", "/logout", "SignOut");
        return settings;
    }

    public static void AddRoute(Dictionary<string, string?> settings, string id, string cluster, string path, string? word)
    {
        settings[$"ReverseProxy:Routes:{id}:ClusterId"] = cluster;
        settings[$"ReverseProxy:Routes:{id}:Match:Path"] = path;
        if (word is not null)
            settings[$"ReverseProxy:Routes:{id}:Metadata:Session"] = word;
    }
}
