using System.Net;
using Gateway.Refresh;
using Gateway.Tests.Support;

namespace Gateway.Tests.Scenarios;

/// <summary>Tokens that were granted while the store was away: served, kept, and stored when it is back.</summary>
public sealed class UnstoredGrants : StoreStory
{
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
            await Redis.KillAsync();
        }

        // Granted, not storable: served all the same.
        (await request).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await StoreIsBackAsync(world);
        await world.RestartGatewayAsync();
        var browser = world.BrowserAt(world.Gateway);
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
            await Redis.KillAsync();
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
            await Redis.KillAsync();
        }
        await world.Time.TimerStartedAsync(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        var flights = world.Service<SingleFlight>();

        var restarted = world.RestartGatewayAsync();
        await world.Time.TimerStartedAsync(TimeSpan.FromSeconds(12), TestContext.Current.CancellationToken); // as long as shutdown waits for it
        world.Time.Advance(TimeSpan.FromSeconds(12));
        await restarted;

        await flights.DrainAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    /// <summary>And what could not be stored meanwhile is stored.</summary>
    private async Task StoreIsBackAsync(World world)
    {
        await Redis.RunAsync();
        await world.StoreIsBackAsync();
        await world.Time.TimerStartedAsync(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken); // the commit's first pause
        world.Time.Advance(TimeSpan.FromMilliseconds(100));
        await world.FlightsLandedAsync();
    }
}
