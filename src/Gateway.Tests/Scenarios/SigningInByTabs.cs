using System.Net;
using Gateway.Sessions;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>Several tabs of one browser sign in by redirect.</summary>
public sealed class SigningInByTabs
{
    [Theory, EveryStore]
    public async Task Tabs_sign_in_at_once_and_each_is_back_at_its_own_page(StoreKind store)
    {
        await using var world = await OpenIdWorld.StartAsync(store);
        var callbacks = new[] { await world.ToCallbackAsync("/api/a"), await world.ToCallbackAsync("/api/b"), await world.ToCallbackAsync("/api/c") };

        foreach (var (callback, page) in callbacks.Reverse().Zip(["/api/c", "/api/b", "/api/a"]))
            (await world.Browser.GetAsync(callback.ToString())).Headers.Location!.ToString().ShouldBe(page);

        world.Browser.CookieNames.ShouldBe(["device_id", "device_id_sign_in"], ignoreOrder: true);
        (await world.Browser.GetAsync("/api/a")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.Service<SessionDirectory>().OfUserAsync("default", OpenIdServer.User))!.Count.ShouldBe(1, "each sign-in of a browser replaces the one before");
    }

    // Fails when each callback replaces no other session than the one that its own cookie names.
    [Theory, EveryStore]
    public async Task Tabs_that_come_back_at_once_leave_one_session_and_end_no_other_device(StoreKind store)
    {
        await using var world = await OpenIdWorld.StartAsync(store, change: settings => settings["Gateway:Sessions:MaxPerUser"] = "20");
        var phone = world.NewBrowser();
        await world.SignInAsync(browser: phone);
        for (var round = 0; round < 5; round++)
        {
            await world.Browser.PostAsync("/auth/sign-out");
            var callbacks = new List<Uri>();
            for (var tab = 0; tab < 6; tab++)
                callbacks.Add(await world.ToCallbackAsync($"/api/{tab}"));

            var answers = await Task.WhenAll(callbacks.Select(callback => world.Browser.GetAsync(callback.ToString())));

            answers.Select(answer => answer.Headers.Location!.ToString()).ShouldBe(Enumerable.Range(0, 6).Select(tab => $"/api/{tab}"));
            (await world.Browser.GetAsync("/api/page")).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await world.Service<SessionDirectory>().OfUserAsync("default", OpenIdServer.User))!.Count.ShouldBe(2, $"round {round}");
        }
        (await phone.GetAsync("/api/page")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
