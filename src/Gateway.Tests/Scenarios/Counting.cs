using System.Net;
using Demo.AuthServer;
using Gateway.Devices;
using Gateway.Redis;
using Gateway.Sessions;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>What is counted of sessions, and what is told of the store.</summary>
public sealed class Counting
{
    private const string Opened = "gateway.sessions.opened auth_server=default";
    private const string Ended = "gateway.sessions.ended auth_server=default reason=";
    private const string Lookup = "gateway.sessions.lookups source=";
    private const string Available = "gateway.store.available";
    private const string Subscribed = "gateway.store.subscribed";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sessions_are_counted_when_they_open_and_by_the_reason_when_they_end()
    {
        await using var world = await World.StartAsync(
            StoreKind.Embedded,
            settings =>
            {
                AdminClient.Allow(settings);
                settings["Gateway:Sessions:MaxPerUser"] = "2";
            }
        );
        using var counted = new Measured(world.Gateway, "gateway.sessions.opened", "gateway.sessions.ended");
        using var admin = new AdminClient(world.Gateway);

        await world.SignInAsync();
        await world.SignInAsync(); // by the same browser
        await world.SignInAsync(world.NewBrowser());
        await world.SignInAsync(world.NewBrowser()); // one too many
        (await admin.DeleteAsync("/sessions?email=demo%40example.com")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var browser = world.NewBrowser();
        await world.SignInAsync(browser);
        (await browser.PostAsync("/auth/sign-out")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await world.SignInAsync(browser);
        world.Auth.RevokeSessions(DemoAuthServerOptions.DemoEmail);
        world.Expire();
        (await browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized); // which ends nothing any more

        counted.All.ShouldBe(
            [
                .. new[] { Opened, Opened, Ended + "replaced", Opened, Opened, Ended + "capped", Ended + "revoked_by_admin", Ended + "revoked_by_admin" },
                .. new[] { Opened, Ended + "signed_out", Opened, Ended + "refused" },
            ]
        );
    }

    // Each request looks once; also one whose token is due, though it is looked at twice.
    [Fact]
    public async Task Lookups_are_counted_by_where_the_session_was_found()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        await world.SignInAsync();
        using var counted = new Measured(world.Gateway, "gateway.sessions.lookups");

        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        world.MakeDue();
        world.Service<SessionCache>().Forget((await world.RecordsAsync()).Single());
        using (world.Auth.HoldRefreshes())
        {
            (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
            await world.Auth.WaitForRefreshCallsAsync(1, Cancellation);
            (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        world.Browser.DeviceId = new string('x', 43);
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await world.Browser.GetAsync("/public")).StatusCode.ShouldBe(HttpStatusCode.OK);

        counted.All.ShouldBe([Lookup + "cache", Lookup + "store", Lookup + "cache", Lookup + "none"]);
    }

    [Fact]
    public async Task The_store_is_available_as_long_as_it_answers_and_subscribed_to_as_long_as_it_tells()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var world = await World.StartAsync(
            StoreKind.Embedded,
            settings => (settings["Gateway:Redis:Configuration"], settings["Gateway:Redis:Timeout"]) = (redis.Configuration, "00:00:00.200")
        );
        using var told = new Measured(world.Gateway, Available, Subscribed);
        var store = world.Service<SessionStore>();
        (told.Now(Available), told.Now(Subscribed)).ShouldBe((1, 1));

        await redis.FreezeAsync(); // connected, and without an answer
        (await store.FindAsync(DeviceId.New())).ShouldBeOfType<StoreAnswer.Unavailable>();
        told.Now(Available).ShouldBe(0);
        await redis.ThawAsync();
        while (await store.FindAsync(DeviceId.New()) is StoreAnswer.Unavailable)
            await Task.Yield();
        told.Now(Available).ShouldBe(1);

        await redis.KillAsync();
        while (world.Service<RedisConnection>().Multiplexer.IsConnected || told.Now(Subscribed) is 1)
            await Task.Yield();
        told.Now(Available).ShouldBe(0);
        await redis.RunAsync();
        await world.StoreIsBackAsync();
        (told.Now(Available), told.Now(Subscribed)).ShouldBe((1, 1));
    }
}
