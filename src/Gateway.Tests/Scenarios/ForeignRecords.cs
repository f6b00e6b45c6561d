using System.Net;
using Gateway.Sessions;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Gateway.Tests.Scenarios;

/// <summary>Records that another service wrote, or spoilt: read as far as they go, and never a reason for harm.</summary>
public sealed class ForeignRecords
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("tok\r\nX-Injected: 1")]
    [InlineData("tok\0")]
    [InlineData("café")]
    [InlineData(" ")]
    public async Task A_record_whose_token_is_no_header_value_is_no_session(string token)
    {
        await using var world = await PlainAsync(StoreKind.Embedded);
        await world.SignInAsync();
        await Database(world).HashSetAsync((await world.RecordsAsync()).Single(), "access_token", token);
        await world.RestartGatewayAsync();

        (await world.BrowserAt(world.Gateway).GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        world.Api.Requests.ShouldBeEmpty();
    }

    [Theory, EveryStore]
    public async Task Tokens_that_another_service_wrote_during_a_refresh_are_not_overwritten(StoreKind store)
    {
        await using var world = await PlainAsync(store);
        await world.SignInAsync();
        world.Expire();
        var record = (await world.RecordsAsync()).Single();
        await Database(world).HashDeleteAsync(record, "version"); // as one who keeps none

        Task<HttpResponseMessage> request;
        using (world.Auth.HoldRefreshes())
        {
            request = world.Browser.GetAsync("/api");
            await world.Auth.WaitForRefreshCallsAsync(1, Cancellation);
            var theirs = world.Time.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds();
            await Database(world).HashSetAsync(record, [new("email", "bob@example.com"), new("access_token", "bobs-token"), new("access_expiry", theirs)]);
        }

        (await request).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Database(world).HashGetAsync(record, "access_token")).ShouldBe((RedisValue)"bobs-token");
        (await world.Api.NextRequestAsync(Cancellation)).Authorization.ShouldBe("Bearer bobs-token");
    }

    [Fact]
    public async Task A_grant_that_is_no_fresher_is_not_asked_for_at_every_request()
    {
        await using var world = await PlainAsync(StoreKind.Embedded);
        await world.SignInAsync();
        world.Expire();
        // Its clock is behind by more than its tokens live.
        await using var stale = await Destination.StartAsync();
        stale.Answer = _ => new DestinationAnswer { Body = """{"access_token":"eyJhbGciOiJub25lIn0.eyJleHAiOjEwMDB9.x","refresh_token":"r"}""" };
        await using var gateway = await GatewayHost.StartAsync(
            new Dictionary<string, string?>(world.AllSettings) { ["Gateway:AuthServers:default:BaseAddress"] = stale.Address.ToString(), ["Gateway:Redis:Configuration"] = await SharedRedis.ConfigurationAsync() },
            world.Time
        );
        using var browser = new Browser(gateway.Address) { DeviceId = "0123456789abcdef0123456789abcdef-stale" };
        await using var redis = await ConnectionMultiplexer.ConnectAsync(await SharedRedis.ConfigurationAsync());
        await redis.GetDatabase().HashSetAsync("gateway:session:" + browser.DeviceId, [new("access_token", "old"), new("access_expiry", "1000"), new("refresh_token", "r0")]);

        for (var i = 0; i < 20; i++)
            (await browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);

        stale.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_foreign_record_without_a_date_is_served_and_not_deleted()
    {
        await using var world = await PlainAsync(StoreKind.Embedded);
        await world.SignInAsync();
        var record = (await world.RecordsAsync()).Single();
        await Database(world).KeyDeleteAsync(record);
        await Database(world).HashSetAsync(record, [new("access_token", "opaque")]);
        await world.RestartGatewayAsync();

        (await world.BrowserAt(world.Gateway).GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Database(world).KeyExistsAsync(record)).ShouldBeTrue();
    }

    [Theory, EveryStore]
    public async Task A_version_that_no_number_holds_costs_one_look_and_not_thousands(StoreKind store)
    {
        await using var world = await PlainAsync(store);
        var record = world.Service<IOptions<SessionsOptions>>().Value.KeyPattern.Replace("{id}", "device-of-somebody-else", StringComparison.Ordinal);
        HashEntry[] fields =
        [
            new("access_token", "a"),
            new("refresh_token", "r"),
            new("access_expiry", "2020-01-01 00:00:00+00:00"),
            new("version", "99999999999999999999"),
        ];
        await world.Store.Connect(world.Gateway).GetDatabase().HashSetAsync(record, fields);
        world.Browser.DeviceId = "device-of-somebody-else";
        var commands = CommandCount.Of(world.Gateway);

        await (await world.Browser.GetAsync("/api")).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "session_store_unavailable");

        commands.Take().ShouldBe(["HGETALL", "EVAL"]);
    }

    private static Task<World> PlainAsync(StoreKind store) => World.StartAsync(store, settings => settings["Gateway:Sessions:Format"] = "Plain");

    private static IDatabase Database(World world) => world.Store.Connect(world.Gateway).GetDatabase();
}
