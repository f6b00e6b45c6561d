using System.Net;
using Gateway.Devices;
using Gateway.Lifecycle;
using Gateway.Sessions;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>A browser that has left a session still waits for answers to its old cookie: they must not take away the new one.</summary>
public sealed class OldCookies
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Fails when what a browser has left is gone without a trace.
    [Theory, EveryStore]
    public async Task A_request_that_waited_while_its_browser_signed_in_anew(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        var late = await LateAsync(world, () => world.SignInAsync());

        await late.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "session_ended");
        await TheNewOneStaysAsync(world, late);
    }

    // Fails when what a browser has left is gone without a trace.
    [Theory, EveryStore]
    public async Task A_request_that_waited_while_its_browser_signed_out_and_in(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        var late = await LateAsync(
            world,
            async () =>
            {
                await world.Browser.PostAsync("/auth/sign-out");
                await world.SignInAsync();
            }
        );

        await TheNewOneStaysAsync(world, late);
    }

    // Fails when what was left of the ended session is deleted by the sign-in.
    [Theory, EveryStore]
    public async Task A_request_that_waited_while_the_session_was_ended_and_its_browser_signed_in_anew(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        var late = await LateAsync(
            world,
            async () =>
            {
                var entry = (await world.Service<SessionDirectory>().OfEmailAsync("demo@example.com")).ShouldNotBeNull().Single();
                await world.Service<SessionLifecycle>().EndAsync(entry, EndReason.RevokedByUser);
                await world.SignInAsync();
            }
        );

        await TheNewOneStaysAsync(world, late);
    }

    // Fails when nothing is remembered.
    [Theory, EveryStore]
    public async Task It_is_remembered_for_a_minute_and_then_the_old_cookie_is_taken_away(StoreKind kind)
    {
        await using var world = await World.StartAsync(kind);
        await world.SignInAsync();
        var old = world.Browser.DeviceId!;
        await world.SignInAsync();
        var database = world.Store.Connect(world.Gateway).GetDatabase();
        var record = world.Service<SessionStore>().RecordOf(DeviceId.Parse(old)!.Value);
        (await database.KeyTimeToLiveAsync(record)).ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1));
        (await database.HashGetAllAsync(record)).Select(field => $"{field.Name}={field.Value}").ShouldBe(["left=Replaced"]);

        var browser = world.NewBrowser();
        browser.DeviceId = old;
        (await browser.GetAsync("/auth/session")).ClearsCookie().ShouldBeFalse();
        var early = await browser.GetAsync("/api");
        await early.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "no_session");
        early.ClearsCookie().ShouldBeFalse();

        await database.KeyDeleteAsync(record); // as the minute does
        (await browser.GetAsync("/api")).ClearsCookie().ShouldBeTrue();
    }

    // Fails when only the instance that signed the person out knows of it.
    [Fact]
    public async Task Tokens_that_another_instance_is_granted_after_a_sign_out_are_revoked_too()
    {
        await using var world = await World.StartAsync(StoreKind.Redis);
        await world.SignInAsync();
        var elsewhere = world.BrowserAt(await world.AddInstanceAsync());
        world.Expire();

        Task<HttpResponseMessage> waiting;
        using (world.Auth.HoldRefreshes())
        {
            waiting = elsewhere.GetAsync("/api");
            await world.Auth.WaitForRefreshCallsAsync(1, Cancellation);
            await world.Browser.PostAsync("/auth/sign-out");
        }

        (await waiting).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await world.Auth.Counters.SignOuts.WaitForAsync(2, Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation); // those from before, and those of the flight
    }

    /// <summary>The answer to a request that waits for its refresh while <paramref name="meanwhile"/> is done.</summary>
    private static async Task<HttpResponseMessage> LateAsync(World world, Func<Task> meanwhile)
    {
        await world.SignInAsync();
        world.Expire();
        Task<HttpResponseMessage> waiting;
        using (world.Auth.HoldRefreshes())
        {
            waiting = world.Browser.GetAsync("/api");
            await world.Auth.WaitForRefreshCallsAsync(1, Cancellation);
            await meanwhile();
        }
        return await waiting;
    }

    private static async Task TheNewOneStaysAsync(World world, HttpResponseMessage late)
    {
        late.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        late.ClearsCookie().ShouldBeFalse();
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
