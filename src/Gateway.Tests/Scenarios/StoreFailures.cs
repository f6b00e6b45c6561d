using System.Net;
using Gateway.Refresh;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>The failure table's rows about the store: a Redis that is away signs nobody out.</summary>
public sealed class StoreFailures : IAsyncLifetime
{
    private RedisServer _redis = null!;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_redis is not null)
            await _redis.DisposeAsync();
    }

    [Fact]
    public async Task A_cached_session_is_served_and_an_unknown_one_waits_and_all_comes_back()
    {
        await using var world = await StartAsync();
        await world.SignInAsync();
        using var cold = world.NewBrowser();
        await world.SignInAsync(cold);
        await world.RestartGatewayAsync();
        using var warm = Copy(world, world.Browser);
        using var unknown = Copy(world, cold);
        (await warm.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await _redis.KillAsync();
        (await warm.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var answer = await unknown.GetAsync("/api");
        await answer.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "session_store_unavailable");
        answer.SetsCookie().ShouldBeFalse();

        // Past CacheMaxAge a session must be read again; while it cannot be, it serves for ServeDuringStoreOutage.
        world.Time.Advance(TimeSpan.FromMinutes(2));
        (await warm.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await _redis.RunAsync();
        await world.StoreIsBackAsync();
        (await unknown.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await warm.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task After_ServeDuringStoreOutage_a_cached_session_waits_too()
    {
        await using var world = await StartAsync(settings => settings["Gateway:Sessions:ServeDuringStoreOutage"] = "00:01:00");
        await world.SignInAsync();
        await _redis.KillAsync();

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
        await _redis.KillAsync();
        world.Time.Advance(TimeSpan.FromMinutes(2));

        var answer = await world.Browser.GetAsync("/api");
        await answer.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "session_store_unavailable");
        answer.SetsCookie().ShouldBeFalse();
        world.Auth.Counters.RefreshCalls.Value.ShouldBe(0);

        await _redis.RunAsync();
        await world.StoreIsBackAsync();
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_store_lost_between_call_and_commit_loses_no_token()
    {
        await using var world = await StartAsync();
        await world.SignInAsync();
        world.Expire();
        Task<HttpResponseMessage> request;
        using (world.Auth.HoldRefreshes())
        {
            request = world.Browser.GetAsync("/api");
            await world.Auth.WaitForRefreshCallsAsync(1, TestContext.Current.CancellationToken);
            await _redis.KillAsync();
        }

        // Granted, not storable: served all the same.
        (await request).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await StoreIsBackAsync(world);
        await world.RestartGatewayAsync();
        using var browser = Copy(world, world.Browser);
        (await browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        world.Auth.Counters.RefreshCalls.Value.ShouldBe(1);
    }

    // The old token is valid still, so nothing waits, and nothing but what is kept for it can bring the new one. Fails when that is not kept.
    [Fact]
    public async Task What_was_granted_and_could_not_be_stored_is_served_by_this_instance_meanwhile()
    {
        await using var world = await StartAsync();
        await world.SignInAsync();
        world.MakeDue();
        using (world.Auth.HoldRefreshes())
        {
            (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
            await world.Auth.WaitForRefreshCallsAsync(1, TestContext.Current.CancellationToken);
            await _redis.KillAsync();
        }
        await world.Time.TimerStartedAsync(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken); // the commit's first pause

        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var served = world.Api.Requests[^1].Authorization;

        await StoreIsBackAsync(world);
        served.ShouldBe(world.CurrentBearer);
        world.Auth.Counters.RefreshCalls.Value.ShouldBe(1);
    }

    // Fails when the loop that stores does not know of the end of the host.
    [Fact]
    public async Task What_cannot_be_stored_to_the_end_of_the_host_is_let_go_with_it()
    {
        await using var world = await StartAsync();
        await world.SignInAsync();
        world.Expire();
        using (world.Auth.HoldRefreshes())
        {
            _ = world.Browser.GetAsync("/api");
            await world.Auth.WaitForRefreshCallsAsync(1, TestContext.Current.CancellationToken);
            await _redis.KillAsync();
        }
        await world.Time.TimerStartedAsync(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        var flights = world.Service<SingleFlight>();

        var restarted = world.RestartGatewayAsync();
        await world.Time.TimerStartedAsync(TimeSpan.FromSeconds(12), TestContext.Current.CancellationToken); // as long as shutdown waits for it
        world.Time.Advance(TimeSpan.FromSeconds(12));
        await restarted;

        await flights.DrainAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_sign_in_that_cannot_be_stored_gives_no_cookie_and_no_token()
    {
        await using var world = await StartAsync();
        await _redis.KillAsync();

        var answer = await world.Browser.PostJsonAsync("/login", new { email = "demo@example.com", password = "demo" });

        await answer.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "session_store_unavailable");
        answer.SetsCookie().ShouldBeFalse();
    }

    [Fact]
    public async Task A_sign_out_that_cannot_be_done_says_so_and_keeps_the_cookie()
    {
        await using var world = await StartAsync();
        await world.SignInAsync();
        await _redis.KillAsync();

        var answer = await world.Browser.PostAsync("/auth/sign-out");

        await answer.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "session_store_unavailable");
        answer.SetsCookie().ShouldBeFalse();
    }

    [Fact]
    public async Task The_gateway_starts_while_the_store_is_away()
    {
        await _redis.KillAsync();
        await using var world = await StartAsync();
        (await world.Browser.GetAsync("/healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.Browser.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);

        await _redis.RunAsync();
        await world.StoreIsBackAsync();
        (await world.Browser.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await world.SignInAsync();
    }

    /// <summary>And what could not be stored meanwhile is stored.</summary>
    private async Task StoreIsBackAsync(World world)
    {
        await _redis.RunAsync();
        await world.StoreIsBackAsync();
        await world.Time.TimerStartedAsync(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken); // the commit's first pause
        world.Time.Advance(TimeSpan.FromMilliseconds(100));
        await world.FlightsLandedAsync();
    }

    private Task<World> StartAsync(Action<Dictionary<string, string?>>? change = null) =>
        World.StartAsync(
            StoreKind.Embedded,
            settings =>
            {
                settings["Gateway:Redis:Configuration"] = _redis.Configuration;
                settings["Gateway:Redis:Timeout"] = "00:00:00.500";
                change?.Invoke(settings);
            }
        );

    private static Browser Copy(World world, Browser browser)
    {
        var copy = world.NewBrowser();
        copy.DeviceId = browser.DeviceId;
        return copy;
    }
}
