using System.Net;
using System.Text.Json;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary><c>GET /auth/session</c>: what a frontend that holds no token may know.</summary>
public sealed class AskingForTheSession
{
    private static readonly string[] Names = ["authenticated", "user", "email", "device", "access_expiry", "refresh_expiry", "sign_in_url", "reason"];

    [Theory, EveryStore]
    public async Task It_tells_who_is_signed_in_and_until_when(StoreKind store)
    {
        await using var world = await World.StartAsync(store, settings => settings["Gateway:SignIn:Page"] = "/sign-in");
        await world.SignInAsync();

        var answer = await world.Browser.GetAsync("/auth/session", ("Accept", "text/html")); // never a redirect
        var session = await ReadAsync(answer);

        session.EnumerateObject().Select(property => property.Name).ShouldBe(Names);
        session.GetProperty("authenticated").GetBoolean().ShouldBeTrue();
        session.GetProperty("email").GetString().ShouldBe("demo@example.com");
        session.GetProperty("access_expiry").GetDateTimeOffset().ShouldBe(world.Time.GetUtcNow().AddMinutes(5), TimeSpan.FromSeconds(2));
        session.GetProperty("access_expiry").GetString().ShouldEndWith("+00:00");
        session.GetProperty("sign_in_url").GetString().ShouldBe("/sign-in");
        world.Auth.Counters.RefreshCalls.Value.ShouldBe(0);
    }

    [Theory, EveryStore]
    public async Task Without_a_session_it_says_so_and_takes_a_useless_cookie_away(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        world.Browser.DeviceId = "0123456789abcdef0123456789abcdef-unknown";

        var answer = await world.Browser.GetAsync("/auth/session");
        var session = await ReadAsync(answer);

        session.EnumerateObject().Select(property => property.Name).ShouldBe(Names);
        session.GetProperty("authenticated").GetBoolean().ShouldBeFalse();
        Names[1..].ShouldAllBe(name => session.GetProperty(name).ValueKind == JsonValueKind.Null);
        answer.ClearsCookie().ShouldBeTrue();
    }

    // It uses up what is told once, so it has to tell it. Fails when it says no more than that nobody is signed in.
    [Theory, EveryStore]
    public async Task It_says_that_the_session_was_ended_from_elsewhere(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        await world.SignInAsync();
        var other = world.NewBrowser();
        await world.SignInAsync(other);
        await other.SendAsync(HttpMethod.Delete, "/auth/devices", null);
        var device = world.Browser.DeviceId;

        (await ReadAsync(await world.Browser.GetAsync("/auth/session"))).GetProperty("reason").GetString().ShouldBe("session_revoked");

        world.Browser.DeviceId = device;
        (await ReadAsync(await world.Browser.GetAsync("/auth/session"))).GetProperty("reason").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
    }
}
