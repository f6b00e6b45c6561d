using System.Net;
using Gateway.Devices;
using Gateway.Refresh;
using Gateway.Sessions;
using Gateway.Tests.Sessions;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Scenarios;

/// <summary>What a request costs the store: nothing while warm, two commands a refresh.</summary>
public sealed class StoreCommands
{
    // What a client sends to keep its connection, and what the counting itself sends.
    private static readonly string[] Background = ["ping", "info", "config|get", "config|resetstat", "client|setinfo", "client|setname", "echo", "hello", "select", "cluster|nodes", "command", "subscribe", "get"];

    [Fact]
    public async Task Two_hundred_warm_requests_cost_no_command_as_Redis_itself_counts()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var world = await World.StartAsync(StoreKind.Embedded, settings => settings["Gateway:Redis:Configuration"] = redis.Configuration);
        await world.SignInAsync();
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await redis.CliAsync("CONFIG", "RESETSTAT");

        for (var i = 0; i < 200; i++)
            (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await redis.CommandsAsync()).Except(Background, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Theory, EveryStore]
    public async Task A_refresh_costs_two_and_the_requests_after_it_none(StoreKind store)
    {
        await using var world = await World.StartAsync(store, RememberForLong);
        await world.SignInAsync();
        world.Expire();
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK); // by now the scripts are known to the store
        world.Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(33)); // not due yet, read long ago
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var commands = CommandCount.Of(world.Gateway);

        world.Time.Advance(TimeSpan.FromSeconds(12)); // due, and read within CacheMaxAge
        for (var i = 0; i < 20; i++)
            (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await world.FlightsLandedAsync();
        for (var i = 0; i < 20; i++)
            (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);

        commands.Take().ShouldBe(["EVAL", "EVAL"]);
        world.Auth.Counters.RefreshCalls.Value.ShouldBe(2);
    }

    [Fact]
    public async Task An_instance_that_waits_for_the_refresh_of_another_pays_one()
    {
        await using var world = await World.StartAsync(StoreKind.Redis, RememberForLong);
        await world.SignInAsync();
        var instance = await world.AddInstanceAsync();
        var other = world.BrowserAt(instance);
        (await other.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        world.Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(33));
        (await other.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK); // read within CacheMaxAge of what comes
        var known = instance.Services.GetRequiredService<SessionStore>().FindWarm(other.DeviceId!)!;
        var commands = CommandCount.Of(instance);

        using (world.Auth.HoldRefreshes())
        {
            world.Time.Advance(TimeSpan.FromSeconds(12)); // due
            (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
            await world.Auth.WaitForRefreshCallsAsync(1, TestContext.Current.CancellationToken);
            while (instance.Services.GetRequiredService<AnnouncedLeases>().RestOf(known) is null)
                await Task.Yield();
            (await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => other.GetAsync("/api")))).ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK); // the token is valid still
        }
        await instance.Services.GetRequiredService<SingleFlight>().DrainAsync(TestContext.Current.CancellationToken);
        for (var i = 0; i < 20; i++)
            (await other.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);

        commands.Take().ShouldBe(["HGETALL"]);
        world.Auth.Counters.RefreshCalls.Value.ShouldBe(1);
    }

    [Theory, EveryStore]
    public async Task Malformed_device_ids_cost_none(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        var commands = CommandCount.Of(world.Gateway);

        foreach (var id in new[] { "", "short", new string('x', 513), "with%20escapes-and-more", "dots.are.not.allowed" })
            (await world.Browser.GetAsync("/api", ("Cookie", $"device_id={id}"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        commands.Take().ShouldBeEmpty();
    }

    // Fails when nothing is remembered, or for longer than a moment, or with the cache off.
    [Theory, EveryStore]
    public async Task An_unknown_device_id_costs_one_a_second(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        await world.StoreIsBackAsync();
        var commands = CommandCount.Of(world.Gateway);
        var cookie = ("Cookie", $"device_id={new string('u', 43)}");

        for (var second = 0; second < 3; second++)
        {
            for (var i = 0; i < 20; i++)
                await (await world.Browser.GetAsync("/api", cookie)).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "no_session");
            commands.Take().ShouldBe(["HGETALL"]);
            world.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    // Fails when only what this process has cached is forgotten.
    [Fact]
    public async Task An_unknown_device_id_that_becomes_a_session_elsewhere_is_known_at_once()
    {
        await using var world = await World.StartAsync(StoreKind.Redis);
        var instance = await world.AddInstanceAsync();
        var device = DeviceId.New();
        var cookie = ("Cookie", $"device_id={device.Reveal()}");
        (await world.Browser.GetAsync("/api", cookie)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var record = world.Service<SessionStore>().RecordOf(device);
        var heard = world.Gateway.NextChangeOfAsync(record);

        var tokens = Some.Session().Tokens with { AccessExpiry = world.Time.GetUtcNow().AddMinutes(5), RefreshExpiry = world.Time.GetUtcNow().AddDays(1) };
        await instance.Services.GetRequiredService<SessionStore>().OpenAsync(Some.Session(device, record) with { AuthServer = "default", Tokens = tokens });
        await heard;

        (await world.Browser.GetAsync("/api", cookie)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory, EveryStore]
    public async Task Many_requests_on_a_cold_session_read_it_once(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        await world.SignInAsync();
        await world.RestartGatewayAsync();
        var browser = world.BrowserAt(world.Gateway);
        var commands = CommandCount.Of(world.Gateway);

        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => browser.GetAsync("/api")));

        commands.Take().ShouldBe(["HGETALL"]);
    }

    // Longer than the time over which the moments of sessions are spread.
    private static void RememberForLong(Dictionary<string, string?> settings) => settings["Gateway:Sessions:CacheMaxAge"] = "00:00:15";
}
