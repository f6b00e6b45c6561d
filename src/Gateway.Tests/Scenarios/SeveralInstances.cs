using System.Net;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>Three gateways on one Redis, and an auth server that ends the family when a refresh token is used twice.</summary>
public sealed class SeveralInstances
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sixty_four_clients_on_three_instances_cost_one_refresh_an_expiry_and_none_fails()
    {
        const int expiries = 20;
        await using var world = await World.StartAsync(StoreKind.Redis);
        await world.SignInAsync();
        var browsers = new[] { world.Browser, world.BrowserAt(await world.AddInstanceAsync()), world.BrowserAt(await world.AddInstanceAsync()) };

        for (var expiry = 0; expiry < expiries; expiry++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(client => browsers[client % 3].GetAsync("/api")));
            answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
            world.Expire();
        }
        (await Task.WhenAll(browsers.Select(browser => browser.GetAsync("/api")))).ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);

        world.Auth.Counters.RefreshCalls.Value.ShouldBe(expiries);
        world.Auth.Counters.ReusesDetected.Value.ShouldBe(0);
    }

    [Fact]
    public async Task An_instance_that_waits_is_woken_by_the_change()
    {
        await using var world = await World.StartAsync(StoreKind.Redis);
        await world.SignInAsync();
        var other = world.BrowserAt(await world.AddInstanceAsync());
        (await other.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        world.Expire();

        Task<HttpResponseMessage> first, second;
        using (world.Auth.HoldRefreshes())
        {
            first = world.Browser.GetAsync("/api");
            await world.Auth.WaitForRefreshCallsAsync(1, Cancellation);
            second = other.GetAsync("/api");
            // The second has found the lease held once it waits for the slow look that is the net under a lost message.
            await world.Time.TimerStartedAsync(TimeSpan.FromMilliseconds(700), Cancellation);
        }

        // The clock stands still, so only the published change can wake it.
        (await first).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await second).StatusCode.ShouldBe(HttpStatusCode.OK);
        world.Auth.Counters.RefreshCalls.Value.ShouldBe(1);
    }

    [Fact]
    public async Task A_sign_out_at_one_instance_is_seen_at_the_other_though_its_clock_stands_still()
    {
        await using var world = await World.StartAsync(StoreKind.Redis);
        await world.SignInAsync();
        var instance = await world.AddInstanceAsync();
        var other = world.BrowserAt(instance);
        (await other.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await other.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var record = (await world.RecordsAsync()).Single();
        var changed = instance.NextChangeOfAsync(record);

        (await world.Browser.PostAsync("/auth/sign-out")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await changed.WaitAsync(Cancellation);
        (await other.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
