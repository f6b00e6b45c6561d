using System.Net.Http.Json;
using Demo.AuthServer;
using Gateway.Devices;
using Gateway.Events;
using Gateway.Lifecycle;
using Gateway.Redis;
using Gateway.Sessions;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>Whoever wants to know is told of each session that opens, ends or is refused.</summary>
public sealed class TellingOfSessions : IAsyncLifetime
{
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    private WebhookReceiver _receiver = null!;

    public async ValueTask InitializeAsync() => _receiver = await WebhookReceiver.StartAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _receiver.DisposeAsync();
    }

    [Theory, EveryStore]
    public async Task A_sign_in_and_a_sign_out(StoreKind store)
    {
        await using var world = await StartAsync(store);

        await SignInAsync(world.Browser, Firefox);
        var opened = await _receiver.NextAsync();
        var handle = SessionKeys.Handle((await world.RecordsAsync()).ShouldHaveSingleItem());
        await world.Browser.PostAsync("/auth/sign-out");
        var ended = await _receiver.NextAsync();

        opened.Type.ShouldBe("session.opened");
        opened
            .Json.EnumerateObject()
            .Select(property => property.Name)
            .ShouldBe(["specversion", "source", "datacontenttype", "id", "type", "subject", "time", "data"]);
        opened.Json.GetProperty("source").GetString().ShouldBe("/gateway");
        opened.Json.GetProperty("subject").GetString().ShouldBe(handle);
        opened.Json.GetProperty("time").GetDateTimeOffset().ShouldBe(world.Time.GetUtcNow());
        opened.SentAt.ToUnixTimeSeconds().ShouldBe(world.Time.GetUtcNow().ToUnixTimeSeconds());
        Names(opened).ShouldBe(["id", "user", "email", "auth_server", "device_name", "ip", "created_at", "new_device"], ignoreOrder: true);
        opened.Session.ShouldBe(handle);
        opened.Data("email").ShouldBe(DemoAuthServerOptions.DemoEmail);
        opened.Data("user").ShouldNotBeNull();
        opened.Data("auth_server").ShouldBe("default");
        opened.Data("device_name").ShouldBe("Firefox on Linux");
        opened.Data("ip").ShouldBe("127.0.0.1");
        opened.Data("new_device").ShouldBe("True");

        ended.Type.ShouldBe("session.ended");
        Names(ended).ShouldBe(["id", "user", "email", "auth_server", "device_name", "ip", "created_at", "why"], ignoreOrder: true);
        ended.Session.ShouldBe(handle);
        ended.Data("why").ShouldBe("signed_out");
        ended.Data("email").ShouldBe(DemoAuthServerOptions.DemoEmail);
        ended.Id.ShouldNotBe(opened.Id);
    }

    [Theory, EveryStore]
    public async Task A_device_is_new_where_its_owner_is_not_signed_in_on_one_like_it(StoreKind store)
    {
        await using var world = await StartAsync(store);
        await SignInAsync(world.Browser, Firefox);
        var first = await _receiver.NextAsync();
        first.Data("new_device").ShouldBe("True");

        await SignInAsync(world.Browser, "curl/8.0"); // the same browser says another name: it replaces its own
        var again = await _receiver.NextAsync(2);
        again.Single(one => one.Type is "session.opened").Data("new_device").ShouldBe("False");
        var replaced = again.Single(one => one.Type is "session.ended");
        replaced.Data("why").ShouldBe("replaced");
        replaced.Session.ShouldBe(first.Session);
        replaced.Data("device_name").ShouldBe("Firefox on Linux");

        await SignInAsync(world.NewBrowser(), "curl/8.0");
        (await _receiver.NextAsync()).Data("new_device").ShouldBe("False");
        await SignInAsync(world.NewBrowser(), Firefox);
        (await _receiver.NextAsync()).Data("new_device").ShouldBe("True");
    }

    [Theory, EveryStore]
    public async Task A_session_that_is_ended_from_elsewhere(StoreKind store)
    {
        await using var world = await StartAsync(store);
        await SignInAsync(world.Browser, Firefox);
        var opened = await _receiver.NextAsync();
        var (lifecycle, entry) = (world.Service<SessionLifecycle>(), await EntryAsync(world));

        (await lifecycle.EndAsync(entry, EndReason.RevokedByAdmin)).ShouldBeOfType<StoreAnswer.Revoked>();
        (await lifecycle.EndAsync(entry, EndReason.RevokedByUser)).ShouldBeOfType<StoreAnswer.Gone>(); // and nobody is told again
        var ended = await _receiver.NextAsync();
        await SignInAsync(world.NewBrowser(), Firefox);

        ended.Type.ShouldBe("session.ended");
        ended.Session.ShouldBe(opened.Session);
        ended.Data("why").ShouldBe("revoked_by_admin");
        (await _receiver.NextAsync()).Type.ShouldBe("session.opened");
    }

    [Theory, EveryStore]
    public async Task The_oldest_of_too_many(StoreKind store)
    {
        await using var world = await StartAsync(store, settings => settings["Gateway:Sessions:MaxPerUser"] = "1");
        await SignInAsync(world.Browser, Firefox);
        var oldest = await _receiver.NextAsync();
        world.Time.Advance(TimeSpan.FromMilliseconds(1));

        await SignInAsync(world.NewBrowser(), Firefox);

        var capped = (await _receiver.NextAsync(2)).Single(one => one.Type is "session.ended");
        capped.Session.ShouldBe(oldest.Session);
        capped.Data("why").ShouldBe("capped");
    }

    // The session lives on with its access token, so it ends later than its refresh is refused.
    [Theory, EveryStore]
    public async Task A_refusal_while_the_token_is_valid_and_the_end_with_it(StoreKind store)
    {
        await using var world = await StartAsync(store);
        await SignInAsync(world.Browser, Firefox);
        var opened = await _receiver.NextAsync();
        world.Auth.RevokeSessions(DemoAuthServerOptions.DemoEmail);

        await AllToldAsync(world);
        world.MakeDue();
        await world.Browser.GetAsync("/api");
        var refused = await _receiver.NextAsync();
        await AllToldAsync(world);
        world.Expire();
        await world.Browser.GetAsync("/api");
        var ended = await _receiver.NextAsync();

        refused.Type.ShouldBe("refresh.refused");
        refused.Session.ShouldBe(opened.Session);
        Names(refused).ShouldNotContain("why");
        ended.Type.ShouldBe("session.ended");
        ended.Data("why").ShouldBe("refused");
        _receiver.All.Count.ShouldBe(3);
    }

    [Theory, EveryStore]
    public async Task A_refusal_after_the_tokens_end(StoreKind store)
    {
        await using var world = await StartAsync(store);
        await SignInAsync(world.Browser, Firefox);
        await _receiver.NextAsync();
        world.Auth.RevokeSessions(DemoAuthServerOptions.DemoEmail);

        await AllToldAsync(world);
        world.Expire();
        await world.Browser.GetAsync("/api");

        (await _receiver.NextAsync(2)).Select(one => one.Type).ShouldBe(["refresh.refused", "session.ended"]);
    }

    [Theory, EveryStore]
    public async Task Where_nobody_wants_to_know_nothing_is_written_and_it_costs_nothing(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        await world.SignInAsync();
        await world.Browser.PostAsync("/auth/sign-out");
        var commands = CommandCount.Of(world.Gateway);

        await world.SignInAsync();
        await world.Browser.PostAsync("/auth/sign-out");

        // who is the youngest of the user's; its two indexes and its handle; the record; how many the user has; the record's end, and the indexes' and the handle's again
        commands.Take().ShouldBe(["ZRANGE", "EVAL", "EVAL", "SETEX", "EVAL", "ZRANGE", "HEXISTS", "HMGET", "EVAL", "ZREM", "ZREM", "UNLINK"], ignoreOrder: true);
        var keys = world.Store.Connect(world.Gateway).PrimaryKeysAsync($"{world.Service<RedisConnection>().KeyPrefix}outbox*");
        (await keys.AnyAsync(TestContext.Current.CancellationToken)).ShouldBeFalse();
    }

    private Task<World> StartAsync(StoreKind store, Action<Dictionary<string, string?>>? change = null) =>
        World.StartAsync(
            store,
            settings =>
            {
                foreach (var (key, value) in _receiver.Settings)
                    settings[key] = value;
                change?.Invoke(settings);
            }
        );

    // Time that passes while the receiver answers would be taken for its silence.
    private static async Task AllToldAsync(World world)
    {
        while ((await world.Service<OutboxStore>().ReadQueueAsync()).ShouldNotBeNull().QueueLength > 0)
            await Task.Delay(1, TestContext.Current.CancellationToken);
    }

    private static async Task<SessionEntry> EntryAsync(World world)
    {
        var device = DeviceId.Parse(world.Browser.DeviceId)!.Value;
        return SessionEntry.Of((await world.Service<SessionStore>().FindAsync(device)).ShouldBeOfType<StoreAnswer.Current>().Session);
    }

    private static IEnumerable<string> Names(ReceivedEvent one) => one.Json.GetProperty("data").EnumerateObject().Select(property => property.Name);

    private static async Task SignInAsync(Browser browser, string userAgent) =>
        (
            await browser.SendAsync(
                HttpMethod.Post,
                "/login",
                JsonContent.Create(new { email = DemoAuthServerOptions.DemoEmail, password = DemoAuthServerOptions.DemoPassword }),
                ("User-Agent", userAgent)
            )
        ).EnsureSuccessStatusCode();
}
