using System.Net;
using Gateway.Sessions;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Gateway.Tests.Scenarios;

/// <summary>What a reviewer broke once, so that it stays mended.</summary>
public sealed class Attacks
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_embedded_store_keeps_more_than_its_memory_and_over_a_restart()
    {
        const int records = 60_000; // of 1.5 KB, in a store of 64 MB
        await using var world = await World.StartAsync(StoreKind.Embedded);
        var database = world.Store.Connect(world.Gateway).GetDatabase();
        var value = new string('x', 1500);
        foreach (var some in Enumerable.Range(0, records).Chunk(2000))
            await Task.WhenAll(some.Select(i => database.HashSetAsync($"fill:{i}", "value", value)));
        (await CountAsync(database)).ShouldBe(records);

        await world.RestartGatewayAsync();
        (await CountAsync(world.Store.Connect(world.Gateway).GetDatabase())).ShouldBe(records);

        static async Task<int> CountAsync(IDatabase database)
        {
            var found = 0;
            foreach (var some in Enumerable.Range(0, records).Chunk(2000))
                found += (await Task.WhenAll(some.Select(i => database.KeyExistsAsync($"fill:{i}")))).Count(exists => exists);
            return found;
        }
    }

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
    public async Task A_session_replaced_during_its_refresh_is_not_told_to_the_auth_server()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        await world.SignInAsync();
        world.MakeDue();
        using (world.Auth.HoldRefreshes())
        {
            await world.Browser.GetAsync("/api");
            await world.Auth.WaitForRefreshCallsAsync(1, Cancellation);
            await world.SignInAsync();
        }
        await world.FlightsLandedAsync();
        await world.RestartGatewayAsync(); // its end waits for what is told beside requests

        world.Auth.Counters.SignOuts.Value.ShouldBe(0);
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

    [Theory]
    [InlineData("DEVICE_ID=their-own; device_id={0}")]
    [InlineData("device_id=short; device_id={0}")]
    [InlineData("device_id=; device_id={0}")]
    public async Task Another_cookie_does_not_hide_ours(string cookies)
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        await world.SignInAsync();
        using var bare = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = world.Gateway.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api");
        request.Headers.TryAddWithoutValidation("Cookie", cookies.Replace("{0}", world.Browser.DeviceId, StringComparison.Ordinal));

        (await bare.SendAsync(request, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_nameless_cookie_of_a_destination_does_not_pass_for_ours()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        world.Api.AnswerNext(new DestinationAnswer { Headers = [new("Set-Cookie", "=device_id=planted-planted-planted; Path=/api")] });

        (await world.Browser.GetAsync("/public")).SetsCookie().ShouldBeFalse();
    }

    [Fact]
    public async Task The_way_back_leads_to_no_other_host()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded, settings =>
        {
            settings["Gateway:SignIn:Page"] = "/sign-in";
            World.AddRoute(settings, "all", "api", "/{**rest}", "Required");
        });
        using var raw = new System.Net.Sockets.TcpClient();
        await raw.ConnectAsync(IPAddress.Loopback, world.Gateway.Address.Port, Cancellation);
        await using var stream = raw.GetStream();
        await stream.WriteAsync("GET //evil.example/x HTTP/1.1\r\nHost: a\r\nSec-Fetch-Mode: navigate\r\nConnection: close\r\n\r\n"u8.ToArray(), Cancellation);
        using var reader = new StreamReader(stream);

        (await reader.ReadToEndAsync(Cancellation)).ShouldContain("Location: /sign-in?return_url=%2Fevil.example%2Fx");
    }

    [Fact]
    public async Task A_link_does_not_sign_out()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        await world.SignInAsync();

        (await world.Browser.GetAsync("/logout")).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_channel_prefix_and_RESP3_do_not_switch_the_news_off()
    {
        await using var world = await World.StartAsync(
            StoreKind.Redis,
            settings => settings["Gateway:Redis:Configuration"] += ",channelPrefix=mine:,protocol=resp3"
        );
        await world.SignInAsync();
        var instance = await world.AddInstanceAsync();
        var other = world.BrowserAt(instance);
        (await other.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var changed = instance.NextChangeOfAsync((await world.RecordsAsync()).Single());

        (await world.Browser.PostAsync("/auth/sign-out")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await changed.WaitAsync(Cancellation);
        (await other.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_index_of_an_email_does_not_grow_with_every_sign_in()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded, settings => settings["Gateway:Sessions:MaxPerUser"] = "2");
        for (var i = 0; i < 10; i++)
        {
            await world.SignInAsync(world.NewBrowser());
            world.Time.Advance(TimeSpan.FromSeconds(1));
        }

        (await Database(world).SortedSetLengthAsync("gateway:email:demo@example.com")).ShouldBeLessThanOrEqualTo(4);
        var sessions = await Task.WhenAll((await world.RecordsAsync()).Select(record => Database(world).HashExistsAsync(record, "access_token")));
        sessions.Count(isSession => isSession).ShouldBe(2); // of the others no more is left than what their browsers need to be told
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

    [Fact]
    public async Task A_204_that_promises_a_body_is_a_204()
    {
        using var api = new RawServer { Answer = _ => "HTTP/1.1 204 No Content\r\nContent-Length: 113\r\n\r\n"u8.ToArray() };
        await using var world = await World.StartAsync(StoreKind.Embedded, settings => settings["ReverseProxy:Clusters:api:Destinations:one:Address"] = api.Address.ToString());
        await world.SignInAsync();

        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await world.Browser.GetAsync("/public")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    private static Task<World> PlainAsync(StoreKind store) => World.StartAsync(store, settings => settings["Gateway:Sessions:Format"] = "Plain");

    private static IDatabase Database(World world) => world.Store.Connect(world.Gateway).GetDatabase();
}
