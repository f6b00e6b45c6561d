using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Demo.AuthServer;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary><c>/auth/devices</c>: where a person is signed in, and the end of any of it.</summary>
public sealed class EndingDevices
{
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    private static readonly string[] Names = ["id", "name", "current", "created_at", "seen_at", "expires_at", "ip"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Fails when the handle is the record's name, which in Plain is the cookie.
    [Theory]
    [InlineData(StoreKind.Embedded, "Sealed")]
    [InlineData(StoreKind.Redis, "Sealed")]
    [InlineData(StoreKind.Embedded, "Plain")]
    public async Task They_are_listed_by_a_handle_that_is_of_no_use_as_a_cookie(StoreKind store, string format)
    {
        await using var world = await World.StartAsync(store, settings => settings["Gateway:Sessions:Format"] = format);
        await SignInAsync(world, world.Browser, Firefox);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        using var other = world.NewBrowser();
        await world.SignInAsync(other);

        var answer = await world.Browser.GetAsync("/auth/devices");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        var devices = JsonDocument.Parse(text).RootElement.EnumerateArray().ToList();

        devices.Count.ShouldBe(2);
        devices.ShouldAllBe(device => device.EnumerateObject().Select(property => property.Name).SequenceEqual(Names));
        devices.Select(device => device.GetProperty("current").GetBoolean()).ShouldBe([false, true]); // the latest first
        devices[0].GetProperty("name").ValueKind.ShouldBe(JsonValueKind.Null); // it did not say
        devices[1].GetProperty("name").GetString().ShouldBe("Firefox on Linux");
        devices[1].GetProperty("ip").GetString().ShouldBe("127.0.0.1");
        devices[1].GetProperty("created_at").GetDateTimeOffset().ShouldBe(world.Time.GetUtcNow().AddMinutes(-1), TimeSpan.FromSeconds(1));
        devices[1].GetProperty("expires_at").GetDateTimeOffset().ShouldBe(world.Time.GetUtcNow().AddDays(14), TimeSpan.FromMinutes(2));
        devices[1].GetProperty("created_at").GetString().ShouldEndWith("+00:00");
        text.ShouldNotContain(world.Browser.DeviceId!);
        text.ShouldNotContain(other.DeviceId!);

        using var thief = world.NewBrowser();
        thief.DeviceId = devices[0].GetProperty("id").GetString();
        (await thief.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory, EveryStore]
    public async Task One_is_ended_and_its_browser_is_told(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        var (mine, other) = await TwoAsync(world);
        var id = await IdAsync(mine, current: false);

        (await DeleteAsync(mine, $"/auth/devices/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await (await other.GetAsync("/auth/devices")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "session_revoked");
        await world.Auth.Counters.SignOuts.WaitForAsync(1, Cancellation);
        (await mine.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await (await DeleteAsync(mine, $"/auth/devices/{id}")).ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown_device");
    }

    [Theory, EveryStore]
    public async Task To_end_the_own_one_is_to_sign_out(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        var (mine, other) = await TwoAsync(world);

        var answer = await DeleteAsync(mine, $"/auth/devices/{await IdAsync(mine, current: true)}");

        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        answer.ClearsCookie().ShouldBeTrue();
        await world.Auth.Counters.SignOuts.WaitForAsync(1, Cancellation);
        (await mine.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await other.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory, EveryStore]
    public async Task All_others_are_ended_but_not_this_one(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        var (mine, other) = await TwoAsync(world);

        var answer = await DeleteAsync(mine, "/auth/devices");

        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        answer.SetsCookie().ShouldBeFalse();
        await (await other.GetAsync("/api")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "session_revoked");
        (await mine.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ListAsync(mine)).Count.ShouldBe(1);
    }

    // Fails when a sign-out of scope User is called before the last of them is ended, which would end this device there.
    [Theory, EveryStore]
    public async Task An_auth_server_that_can_only_end_all_is_told_only_when_all_are_ended(StoreKind store)
    {
        await using var world = await World.StartAsync(store, settings => settings["Gateway:AuthServers:default:SignOut:Scope"] = "User");
        var (mine, other) = await TwoAsync(world);
        var third = world.NewBrowser();
        await world.SignInAsync(third);
        (await third.PostAsync("/auth/sign-out")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await DeleteAsync(mine, "/auth/devices")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await (await other.GetAsync("/api")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "session_revoked");
        world.Auth.Counters.SignOuts.Value.ShouldBe(0);

        var answer = await DeleteAsync(mine, "/auth/devices?all=true");

        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        answer.ClearsCookie().ShouldBeTrue();
        await world.Auth.Counters.SignOuts.WaitForAsync(1, Cancellation);
        (await mine.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await world.RestartGatewayAsync(); // which lets calls that are under way finish
        world.Auth.Counters.SignOuts.Value.ShouldBe(1);
    }

    // Fails when all that is not "true" ends the others.
    [Theory]
    [InlineData("all=True")]
    [InlineData("all=1")]
    [InlineData("all=")]
    [InlineData("all=true&all=true")]
    public async Task What_is_not_understood_ends_nothing(string query)
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        var (mine, other) = await TwoAsync(world);

        await (await DeleteAsync(mine, $"/auth/devices?{query}")).ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid_request");

        foreach (var browser in new[] { mine, other })
            (await browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory, EveryStore]
    public async Task Another_persons_device_is_unknown(StoreKind store)
    {
        var users = new Dictionary<string, string> { [DemoAuthServerOptions.DemoEmail] = DemoAuthServerOptions.DemoPassword, ["eve@example.com"] = "eve" };
        await using var world = await World.StartAsync(store, auth: new DemoAuthServerOptions { AccessTokenLifetime = TimeSpan.FromMinutes(5), Users = users });
        await world.SignInAsync();
        using var eve = world.NewBrowser();
        (await eve.PostJsonAsync("/login", new { email = "eve@example.com", password = "eve" })).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await ListAsync(eve)).Count.ShouldBe(1);
        await (await DeleteAsync(eve, $"/auth/devices/{await IdAsync(world.Browser, current: true)}")).ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown_device");
        (await DeleteAsync(eve, "/auth/devices?all=true")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory, EveryStore]
    public async Task Without_a_session_there_is_nothing_to_see_or_to_end(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        world.Browser.DeviceId = "0123456789abcdef0123456789abcdef-unknown";

        var answer = await world.Browser.GetAsync("/auth/devices");

        await answer.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "no_session");
        answer.ClearsCookie().ShouldBeTrue();
        await (await DeleteAsync(world.Browser, "/auth/devices")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "no_session");
        await (await DeleteAsync(world.Browser, "/auth/devices/0123456789012345678901")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "no_session");
    }

    [Fact]
    public async Task While_the_store_is_away_nothing_is_said_to_have_ended()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var world = await World.StartAsync(StoreKind.Embedded, settings => (settings["Gateway:Redis:Configuration"], settings["Gateway:Redis:Timeout"]) = (redis.Configuration, "00:00:01"));
        await world.SignInAsync();
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await redis.KillAsync();

        await (await world.Browser.GetAsync("/auth/devices")).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "session_store_unavailable");
        var answer = await DeleteAsync(world.Browser, "/auth/devices?all=true");
        await answer.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "session_store_unavailable");
        answer.SetsCookie().ShouldBeFalse();
    }

    private static async Task<(Browser Mine, Browser Other)> TwoAsync(World world)
    {
        await world.SignInAsync();
        var other = world.NewBrowser();
        await world.SignInAsync(other);
        return (world.Browser, other);
    }

    private static async Task SignInAsync(World world, Browser browser, string userAgent)
    {
        var body = JsonContent.Create(new { email = DemoAuthServerOptions.DemoEmail, password = DemoAuthServerOptions.DemoPassword });
        (await browser.SendAsync(HttpMethod.Post, "/login", body, ("User-Agent", userAgent))).StatusCode.ShouldBe(HttpStatusCode.OK);
        world.Browser.DeviceId.ShouldNotBeNull();
    }

    private static Task<HttpResponseMessage> DeleteAsync(Browser browser, string path) => browser.SendAsync(HttpMethod.Delete, path, null);

    private static async Task<List<JsonElement>> ListAsync(Browser browser) =>
        [.. (await (await browser.GetAsync("/auth/devices")).EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(Cancellation)).EnumerateArray()];

    private static async Task<string> IdAsync(Browser browser, bool current) =>
        (await ListAsync(browser)).First(device => device.GetProperty("current").GetBoolean() == current).GetProperty("id").GetString()!;
}
