using System.Diagnostics.Metrics;
using System.Net;
using Gateway.AuthServers;
using Gateway.Configuration;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Scenarios;

/// <summary>What is changed in the configuration while the gateway runs: all of it takes effect, or, with a fault anywhere, nothing.</summary>
public sealed class Reloading
{
    private const string Another = "another-key-for-tests-of-more-than-32-characters";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Fails when the key is read once.
    [Fact]
    public async Task The_key_of_the_admin_listener_is_the_new_one_at_once()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded, AdminClient.Allow);
        using var old = new AdminClient(world.Gateway);
        (await old.GetAsync("/sessions/counts")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await ReloadAsync(world, ("Gateway:Admin:Key", Another))).ShouldBe("taken");

        (await old.GetAsync("/sessions/counts")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var client = new HttpClient { BaseAddress = AdminClient.AddressOf(world.Gateway), DefaultRequestHeaders = { { "Authorization", $"Bearer {Another}" } } };
        (await client.GetAsync("/sessions/counts", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // Fails when an auth server is built once. The session stays, for it is none of the change's business.
    [Fact]
    public async Task An_auth_servers_new_address_and_secret_are_used_for_the_next_refresh()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        await world.SignInAsync();

        (await ReloadAsync(world, ("Gateway:AuthServers:default:BaseAddress", world.Api.Address.ToString()), ("Gateway:AuthServers:default:Refresh:Headers:X-Key", "two"))).ShouldBe("taken");
        world.Api.AnswerNext(new DestinationAnswer { Body = """{"access_token":"from-there","refresh_token":"next"}""" });
        world.Expire();

        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var (refresh, forwarded) = (await world.Api.NextRequestAsync(Cancellation), await world.Api.NextRequestAsync(Cancellation));
        (refresh.Path, refresh.Header("X-Key")).ShouldBe(("/refresh", "two"));
        (forwarded.Path, forwarded.Header("Authorization")).ShouldBe(("/api", "Bearer from-there"));
        world.Auth.Counters.RefreshCalls.Value.ShouldBe(0);
    }

    // Fails when sections are taken over one by one.
    [Fact]
    public async Task A_fault_anywhere_keeps_all_as_it_was()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded, AdminClient.Allow);
        using var admin = new AdminClient(world.Gateway);

        (await ReloadAsync(world, ("Gateway:Admin:Key", Another), ("Gateway:Sessions:CacheSize", "many"))).ShouldBe("refused");
        (await admin.GetAsync("/sessions/counts")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.SignInAsync()).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await ReloadAsync(world, ("Gateway:Sessions:CacheSize", "1000"))).ShouldBe("taken");
        (await admin.GetAsync("/sessions/counts")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    // Fails when YARP reads its section itself: the route is there although the change was refused, or the key changes although the route was. The last
    // ones are found by a trial alone.
    [Theory]
    [InlineData("Gateway:Sessions:CacheSize", "many", "1000")]
    [InlineData("Gateway:Protection:TrustedOrigins:0", null, "https://app.example.com")]
    [InlineData("ReverseProxy:Routes:new:Metadata:Session", "Perhaps", "None")]
    [InlineData("ReverseProxy:Routes", "none", "")]
    [InlineData("ReverseProxy:Routes:new:Match:Path", "/new/{id:unknown}", "/new")]
    [InlineData("ReverseProxy:Routes:new:Match:Path", "/new/{id:range(a,b)}", "/new")]
    [InlineData("ReverseProxy:Routes:new:Match:Hosts:0", "one:two:three", "127.0.0.1")]
    [InlineData("ReverseProxy:Routes:new:Transforms:0:PathPattern", "/{a", "/a")]
    public async Task Routes_and_all_else_change_together_or_not_at_all(string key, string? wrong, string right)
    {
        await using var world = await World.StartAsync(StoreKind.Embedded, AdminClient.Allow);
        using var admin = new AdminClient(world.Gateway);
        (string, string?)[] change =
        [
            ("ReverseProxy:Routes:new:ClusterId", "api"),
            ("ReverseProxy:Routes:new:Match:Path", "/new"),
            ("ReverseProxy:Routes:new:Metadata:Session", "None"),
            ("Gateway:Admin:Key", Another),
            (key, wrong),
        ];

        (await ReloadAsync(world, change)).ShouldBe("refused");
        (await admin.GetAsync("/sessions/counts")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.Browser.GetAsync("/new")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var routed = RoutesChangedAsync(world);
        (await ReloadAsync(world, (key, right))).ShouldBe("taken");
        await routed;
        (await admin.GetAsync("/sessions/counts")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await world.Browser.GetAsync("/new")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // Fails when a change is checked against the auth servers that are at work.
    [Fact]
    public async Task An_auth_server_comes_and_goes_with_the_route_that_signs_in_there()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        var both = new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>
            {
                ["Gateway:AuthServers:second:BaseAddress"] = world.Auth.Address.ToString(),
                ["Gateway:AuthServers:second:Refresh:Path"] = "/refresh",
                ["Gateway:AuthServers:second:Refresh:Fields:refresh_token"] = "{refresh_token}",
                ["ReverseProxy:Routes:second:ClusterId"] = "api",
                ["ReverseProxy:Routes:second:Match:Path"] = "/second",
                ["ReverseProxy:Routes:second:Metadata:Session"] = "SignIn",
                ["ReverseProxy:Routes:second:Metadata:AuthServer"] = "second",
            },
        };
        world.Api.Answer = _ => new DestinationAnswer { Body = """{"access_token":"theirs","refresh_token":"theirs-too"}""" };

        var routed = RoutesChangedAsync(world);
        (await ReloadAsync(world, configuration => configuration.Sources.Add(both))).ShouldBe("taken");
        await routed;
        (await world.Browser.PostAsync("/second")).SetsCookie().ShouldBeTrue();

        routed = RoutesChangedAsync(world);
        (await ReloadAsync(world, configuration => configuration.Sources.Remove(both))).ShouldBe("taken");
        await routed;
        (await world.Browser.PostAsync("/second")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    // A route that signs people in at a server that is gone is a fault, as it is at start.
    [Fact]
    public async Task An_auth_server_that_a_route_needs_cannot_be_taken_away()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        var keys = world.AllSettings.Keys.Where(key => key.StartsWith("Gateway:AuthServers:default:", StringComparison.Ordinal));

        (await ReloadAsync(world, [.. keys.Select(key => (key, (string?)null))])).ShouldBe("refused");

        (await world.SignInAsync()).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // Fails when an entry that is read anew has lost its client, or a client is given the entry of the start.
    [Fact]
    public async Task An_auth_server_in_code_stays_with_its_entry_and_is_given_what_has_changed()
    {
        using var client = new DemoInCode();
        await using var world = await World.StartAsync(StoreKind.Embedded, AuthServersInCode.Undescribe, configure: services => services.AddSingleton<IAuthServerClient>(client));
        await world.SignInAsync();

        (await ReloadAsync(world, ("Gateway:AuthServers:default:ClientId", "new"))).ShouldBe("taken");
        world.Expire();
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (client.Calls, client.Entry!.ClientId).ShouldBe((1, "new"));

        (await ReloadAsync(world, ("Gateway:AuthServers:default:Refresh:Path", "/refresh"))).ShouldBe("refused");
    }

    // Fails when what was written between the reading of the routes and the first look is known from then on, though nobody acts on it.
    [Fact]
    public async Task A_change_while_the_gateway_starts_is_not_lost()
    {
        await using var api = await Destination.StartAsync();
        var time = new FakeTime();
        using var folder = new TempDirectory();
        await using var gateway = GatewayApplication.Create(
            ["--urls=http://127.0.0.1:0", $"--contentRoot={folder.Path}"],
            World.SettingsOf(api.Address, api.Address).Append(new("Serilog:MinimumLevel:Default", "Fatal")).Append(new("Serilog:MinimumLevel:Override:Microsoft", "Fatal")),
            services => services.AddSingleton<TimeProvider>(time)
        );
        gateway.Configuration["ReverseProxy:Routes:public:Match:Path"] = "/elsewhere";

        await gateway.StartCheckedAsync(Cancellation);
        var routed = RoutesChangedAsync(gateway.Services);
        await time.TimerStartedAsync(TimeSpan.FromMilliseconds(200), Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        time.Advance(TimeSpan.FromMilliseconds(200));
        await routed;

        using var browser = new Browser(new Uri(gateway.Urls.Single()));
        (await browser.GetAsync("/elsewhere")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await gateway.StopAsync(Cancellation);
    }

    // Fails when what is thrown ends the reloading, or the process.
    [Fact]
    public async Task A_check_that_throws_keeps_all_as_it_was_and_the_next_change_is_looked_at()
    {
        var check = new Throwing();
        await using var world = await World.StartAsync(StoreKind.Embedded, AdminClient.Allow, configure: services => services.AddSingleton<IConfigurationCheck>(check));
        using var admin = new AdminClient(world.Gateway);
        check.IsOn = true;

        (await ReloadAsync(world, ("Gateway:Admin:Key", Another))).ShouldBe("refused");
        (await admin.GetAsync("/sessions/counts")).StatusCode.ShouldBe(HttpStatusCode.OK);

        check.IsOn = false;
        (await ReloadAsync(world, ("Gateway:SignIn:Page", "/enter"))).ShouldBe("taken");
        (await admin.GetAsync("/sessions/counts")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    // It may be a fault, as it is at start. Fails when a section counts by its values alone.
    [Fact]
    public async Task A_section_that_is_added_empty_is_a_change()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);

        (await ReloadAsync(world, ("Gateway:AuthServers:other", ""))).ShouldBe("refused");
    }

    // YARP puts new routes into effect in its own time.
    private static Task RoutesChangedAsync(World world) => RoutesChangedAsync(world.Gateway.Services);

    private static async Task RoutesChangedAsync(IServiceProvider gateway)
    {
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = gateway.GetRequiredService<EndpointDataSource>().GetChangeToken().RegisterChangeCallback(_ => changed.TrySetResult(), null);
        await changed.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    // Changes settings as a file would, and tells what became of that.
    private static Task<string> ReloadAsync(World world, params (string Key, string? Value)[] changes) =>
        ReloadAsync(
            world,
            configuration =>
            {
                foreach (var (key, value) in changes)
                    configuration[key] = value;
                ((IConfigurationRoot)configuration).Reload();
            }
        );

    private static async Task<string> ReloadAsync(World world, Action<ConfigurationManager> change)
    {
        var outcome = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Name is "gateway.configuration.reloads" && instrument.Meter.Scope == world.Service<IMeterFactory>())
                listener.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => outcome.TrySetResult((string)tags[0].Value!));
        listener.Start();
        change((ConfigurationManager)world.Service<IConfiguration>());
        await world.Time.TimerStartedAsync(TimeSpan.FromMilliseconds(200), Cancellation);
        world.Time.Advance(TimeSpan.FromMilliseconds(200));
        return await outcome.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    private sealed class Throwing : IConfigurationCheck
    {
        public bool IsOn { get; set; }

        public Task<IReadOnlyList<Fault>> RunAsync() => IsOn ? throw new InvalidTimeZoneException() : Task.FromResult<IReadOnlyList<Fault>>([]);
    }
}
