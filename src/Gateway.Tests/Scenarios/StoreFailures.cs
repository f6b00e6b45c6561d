using System.Net;
using Gateway.Tests.Support;

namespace Gateway.Tests.Scenarios;

/// <summary>The failure table's rows about the store: a Redis that is away signs nobody out.</summary>
public sealed class StoreFailures : StoreStory
{
    [Fact]
    public async Task A_cached_session_is_served_and_an_unknown_one_waits_and_all_comes_back()
    {
        await using var world = await StartAsync();
        await world.SignInAsync();
        var cold = world.NewBrowser();
        await world.SignInAsync(cold);
        await world.RestartGatewayAsync();
        var warm = world.BrowserAt(world.Gateway);
        var unknown = world.NewBrowser();
        unknown.DeviceId = cold.DeviceId;
        (await warm.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await Redis.KillAsync();
        (await warm.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var answer = await unknown.GetAsync("/api");
        await answer.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "session_store_unavailable");
        answer.SetsCookie().ShouldBeFalse();

        // Past CacheMaxAge a session must be read again; while it cannot be, it serves for ServeDuringStoreOutage.
        world.Time.Advance(TimeSpan.FromMinutes(2));
        (await warm.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await Redis.RunAsync();
        await world.StoreIsBackAsync();
        (await unknown.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await warm.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task After_ServeDuringStoreOutage_a_cached_session_waits_too()
    {
        await using var world = await StartAsync(settings => settings["Gateway:Sessions:ServeDuringStoreOutage"] = "00:01:00");
        await world.SignInAsync();
        await Redis.KillAsync();

        world.Time.Advance(TimeSpan.FromSeconds(59));
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        world.Time.Advance(TimeSpan.FromSeconds(2));
        await (await world.Browser.GetAsync("/api")).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "session_store_unavailable");
    }

    [Fact]
    public async Task An_expired_token_cannot_be_refreshed_without_the_store_but_nothing_ends()
    {
        await using var world = await StartAsync();
        await world.SignInAsync();
        world.Time.Advance(TimeSpan.FromMinutes(4)); // then the session is read, so that it may serve during the outage
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Redis.KillAsync();
        world.Time.Advance(TimeSpan.FromMinutes(2));

        var answer = await world.Browser.GetAsync("/api");
        await answer.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "session_store_unavailable");
        answer.SetsCookie().ShouldBeFalse();
        world.Auth.Counters.RefreshCalls.Value.ShouldBe(0);

        await Redis.RunAsync();
        await world.StoreIsBackAsync();
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_sign_in_that_cannot_be_stored_gives_no_cookie_and_no_token()
    {
        await using var world = await StartAsync();
        await Redis.KillAsync();

        var answer = await world.Browser.PostJsonAsync("/login", new { email = "demo@example.com", password = "demo" });

        await answer.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "session_store_unavailable");
        answer.SetsCookie().ShouldBeFalse();
    }

    [Fact]
    public async Task A_sign_out_that_cannot_be_done_says_so_and_keeps_the_cookie()
    {
        await using var world = await StartAsync();
        await world.SignInAsync();
        await Redis.KillAsync();

        var answer = await world.Browser.PostAsync("/auth/sign-out");

        await answer.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "session_store_unavailable");
        answer.SetsCookie().ShouldBeFalse();
    }

    [Fact]
    public async Task The_gateway_starts_while_the_store_is_away()
    {
        await Redis.KillAsync();
        await using var world = await StartAsync();
        (await world.Browser.GetAsync("/healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.Browser.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);

        await Redis.RunAsync();
        await world.StoreIsBackAsync();
        (await world.Browser.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await world.SignInAsync();
    }
}
