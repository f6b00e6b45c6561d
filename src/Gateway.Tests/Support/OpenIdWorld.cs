using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Support;

/// <summary>
/// All that a sign-in by redirect needs: a store, an OpenID Connect server that can be made to do wrong, a destination, the gateway before them, a
/// browser; and a clock that moves only when told.
/// </summary>
public sealed class OpenIdWorld : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _instances = [];
    private readonly List<Browser> _browsers = [];

    private OpenIdWorld(FakeTime time, TestStore store, OpenIdServer server, Destination api, Dictionary<string, string?> settings, GatewayHost gateway)
    {
        (Time, Store, Server, Api, Settings, Gateway) = (time, store, server, api, settings, gateway);
        Browser = NewBrowser();
    }

    public FakeTime Time { get; }

    public TestStore Store { get; }

    public OpenIdServer Server { get; }

    public Destination Api { get; }

    public GatewayHost Gateway { get; }

    public Browser Browser { get; }

    private Dictionary<string, string?> Settings { get; }

    public static async Task<OpenIdWorld> StartAsync(
        StoreKind kind = StoreKind.Embedded,
        Func<TimeProvider, OpenIdServer>? server = null,
        Action<Dictionary<string, string?>>? change = null,
        bool isOffline = false
    )
    {
        var time = new FakeTime();
        var store = await TestStore.StartAsync(kind);
        var auth = await OpenIdServer.StartAsync(time, server);
        var api = await Destination.StartAsync();
        var settings = new Dictionary<string, string?>(store.Settings)
        {
            ["Gateway:Redis:Timeout"] = "00:00:10",
            ["Gateway:Protection:SignInAttemptsPerMinute"] = "0", // all sign in from one address here
            ["Gateway:AuthServers:default:Authority"] = auth.Issuer,
            ["Gateway:AuthServers:default:ClientId"] = OpenIdServer.ClientId,
            ["Gateway:AuthServers:default:ClientSecret"] = OpenIdServer.ClientSecret,
            ["ReverseProxy:Clusters:api:Destinations:one:Address"] = api.Address.ToString(),
        };
        World.AddRoute(settings, "api", "api", "/api/{**rest}", null);
        change?.Invoke(settings);
        if (isOffline)
            await auth.GoOfflineAsync();
        return new OpenIdWorld(time, store, auth, api, settings, await GatewayHost.StartAsync(settings, time));
    }

    public Browser NewBrowser(GatewayHost? gateway = null)
    {
        var browser = new Browser((gateway ?? Gateway).Address);
        _browsers.Add(browser);
        return browser;
    }

    /// <summary>One more gateway on the same store; only a Redis is shared.</summary>
    public async Task<GatewayHost> AddInstanceAsync()
    {
        var instance = await GatewayHost.StartAsync(Settings, Time);
        _instances.Add(instance);
        return instance;
    }

    /// <summary>Begins a sign-in and goes to the auth server; the answer leads to the callback.</summary>
    public async Task<Uri> ToCallbackAsync(string returnUrl = "/api/page", Browser? browser = null)
    {
        var begun = await (browser ?? Browser).GetAsync("/auth/sign-in?return_url=" + Uri.EscapeDataString(returnUrl));
        begun.StatusCode.ShouldBe(System.Net.HttpStatusCode.Redirect, await begun.Content.ReadAsStringAsync());
        var asked = await (browser ?? Browser).GetAsync(begun.Headers.Location!.ToString());
        asked.StatusCode.ShouldBe(System.Net.HttpStatusCode.Redirect, await asked.Content.ReadAsStringAsync());
        return asked.Headers.Location!;
    }

    /// <summary>The whole way; the answer is that of the callback.</summary>
    public async Task<HttpResponseMessage> SignInAsync(string returnUrl = "/api/page", Browser? browser = null) =>
        await (browser ?? Browser).GetAsync((await ToCallbackAsync(returnUrl, browser)).ToString());

    /// <summary>Sends a logout token, as the auth server does.</summary>
    public Task<HttpResponseMessage> LogOutAsync(string token) => NewBrowser().PostFormAsync("/auth/backchannel-logout", ("logout_token", token));

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
        await Server.DisposeAsync();
        await Store.DisposeAsync();
    }
}
