using System.Net;
using Gateway.AuthServers;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>Tokens are refreshed once, ahead of their end, and nobody waits who need not.</summary>
public sealed class Refreshing
{
    [Theory, EveryStore]
    public async Task No_more_calls_than_allowed_are_under_way_and_all_get_their_turn(StoreKind store)
    {
        await using var world = await World.StartAsync(store, settings => settings["Gateway:AuthServers:default:MaxConcurrentCalls"] = "2");
        var browsers = Enumerable.Range(0, 5).Select(_ => world.NewBrowser()).ToList();
        foreach (var browser in browsers)
            await world.SignInAsync(browser);
        world.Expire();

        Task<HttpResponseMessage[]> answers;
        using (world.Auth.HoldRefreshes())
        {
            answers = Task.WhenAll(browsers.Select(browser => browser.GetAsync("/api")));
            await world.Auth.WaitForRefreshCallsAsync(2, TestContext.Current.CancellationToken);
            while (world.Service<AuthServerRegistry>().Find("default")!.WaitingCalls < 3)
                await Task.Yield();
            world.Auth.Counters.RefreshCalls.Value.ShouldBe(2);
        }

        (await answers).ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        world.Auth.Counters.RefreshCalls.Value.ShouldBe(5);
    }

    [Theory, EveryStore]
    public async Task A_due_token_is_refreshed_beside_the_request_which_does_not_wait(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        await world.SignInAsync();
        var old = world.CurrentBearer;
        world.MakeDue();

        using (world.Auth.HoldRefreshes())
        {
            (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK); // while the auth server has not answered
            (await world.Api.NextRequestAsync(TestContext.Current.CancellationToken)).Authorization.ShouldBe(old);
            await world.Auth.WaitForRefreshCallsAsync(1, TestContext.Current.CancellationToken);
            (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await world.Api.NextRequestAsync(TestContext.Current.CancellationToken)).Authorization.ShouldBe(old);
        }
        await world.FlightsLandedAsync();

        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.Api.NextRequestAsync(TestContext.Current.CancellationToken)).Authorization.ShouldBe(world.CurrentBearer);
        world.CurrentBearer.ShouldNotBe(old);
        world.Auth.Counters.RefreshCalls.Value.ShouldBe(1);
    }

    [Theory, EveryStore]
    public async Task Sixty_four_requests_on_an_expired_token_make_one_refresh_and_none_fails(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        await world.SignInAsync();

        for (var expiry = 1; expiry <= 5; expiry++)
        {
            world.Expire();
            var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => world.Browser.GetAsync("/api")));

            answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
            world.Auth.Counters.RefreshCalls.Value.ShouldBe(expiry);
        }
        world.Auth.Counters.ReusesDetected.Value.ShouldBe(0);
    }

    [Theory, EveryStore]
    public async Task A_closed_tab_loses_nothing(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        await world.SignInAsync();
        world.Expire();

        using (world.Auth.HoldRefreshes())
        {
            using var tab = new CancellationTokenSource();
            var request = world.Browser.GetAsync("/api", tab.Token);
            await world.Auth.WaitForRefreshCallsAsync(1, TestContext.Current.CancellationToken);
            await tab.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(request);
        }
        await world.FlightsLandedAsync();

        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.Api.NextRequestAsync(TestContext.Current.CancellationToken)).Authorization.ShouldBe(world.CurrentBearer);
        world.Auth.Counters.RefreshCalls.Value.ShouldBe(1);
    }

    [Theory, EveryStore]
    public async Task A_rotated_token_is_stored_so_that_another_instance_goes_on_with_it(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        await world.SignInAsync();
        world.Expire();
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        world.Expire();

        await world.RestartGatewayAsync();
        using var browser = world.NewBrowser();
        browser.DeviceId = world.Browser.DeviceId;

        (await browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        world.Auth.Counters.RefreshesGranted.Value.ShouldBe(2);
        world.Auth.Counters.ReusesDetected.Value.ShouldBe(0);
    }

    [Theory, EveryStore]
    public async Task A_sign_out_during_a_refresh_wins(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        await world.SignInAsync();
        world.MakeDue();
        using (world.Auth.HoldRefreshes())
        {
            await world.Browser.GetAsync("/api");
            await world.Auth.WaitForRefreshCallsAsync(1, TestContext.Current.CancellationToken);
            var device = world.Browser.DeviceId;
            (await world.Browser.PostAsync("/auth/sign-out")).StatusCode.ShouldBe(HttpStatusCode.OK);
            world.Browser.DeviceId = device;
        }
        await world.FlightsLandedAsync();

        await (await world.Browser.GetAsync("/api")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "no_session");
        // What the late refresh brought is of no use to anybody: the auth server is told of it too.
        await world.Auth.Counters.SignOuts.WaitForAsync(2, TestContext.Current.CancellationToken);
    }
}
