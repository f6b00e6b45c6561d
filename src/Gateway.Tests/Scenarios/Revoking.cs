using System.Net;
using Gateway.Devices;
using Gateway.Lifecycle;
using Gateway.Sessions;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>A session that is ended from elsewhere: what its browser is told, and what its auth server.</summary>
public sealed class Revoking
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Fails when the record is deleted in the place of being left for its browser.
    [Theory, EveryStore]
    public async Task Its_browser_is_told_once_and_its_sealed_tokens_are_revoked_when_it_shows_up(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        await world.SignInAsync();
        var device = world.Browser.DeviceId;

        await EndAsync(world);
        world.Auth.Counters.SignOuts.Value.ShouldBe(0); // nobody can read them without the cookie

        var told = await world.Browser.GetAsync("/api");
        await told.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "session_revoked");
        told.ClearsCookie().ShouldBeTrue();
        await world.Auth.Counters.SignOuts.WaitForAsync(1, Cancellation);
        world.Auth.Counters.FamiliesEnded.Value.ShouldBe(1);

        world.Browser.DeviceId = device;
        await (await world.Browser.GetAsync("/api")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "no_session");
        (await world.RecordsAsync()).ShouldBeEmpty();
        world.Auth.Counters.SignOuts.Value.ShouldBe(1);
    }

    [Theory, EveryStore]
    public async Task Plain_tokens_are_revoked_at_once_and_none_stays_behind(StoreKind store)
    {
        await using var world = await World.StartAsync(store, settings => settings["Gateway:Sessions:Format"] = "Plain");
        await world.SignInAsync();
        var token = world.CurrentBearer["Bearer ".Length..];

        await EndAsync(world);

        await world.Auth.Counters.SignOuts.WaitForAsync(1, Cancellation);
        var left = await world.Store.Connect(world.Gateway).GetDatabase().HashGetAllAsync((await world.RecordsAsync()).Single());
        left.Select(field => field.Name.ToString()).ShouldBe(["ended", "auth_server", "refresh_expiry"], ignoreOrder: true);
        left.ShouldAllBe(field => field.Value != token);
        await (await world.Browser.GetAsync("/api")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "session_revoked");
        (await world.RecordsAsync()).ShouldBeEmpty();
        world.Auth.Counters.SignOuts.Value.ShouldBe(1);
    }

    // Fails when a refresh that comes home to an ended session drops what it was granted.
    [Theory]
    [InlineData(StoreKind.Embedded, "Sealed")]
    [InlineData(StoreKind.Redis, "Sealed")]
    [InlineData(StoreKind.Embedded, "Plain")]
    [InlineData(StoreKind.Redis, "Plain")]
    public async Task A_refresh_in_flight_does_not_bring_it_back_and_its_tokens_are_revoked_too(StoreKind store, string format)
    {
        await using var world = await World.StartAsync(store, settings => settings["Gateway:Sessions:Format"] = format);
        await world.SignInAsync();
        world.Expire();

        Task<HttpResponseMessage> waiting;
        using (world.Auth.HoldRefreshes())
        {
            waiting = world.Browser.GetAsync("/api");
            await world.Auth.WaitForRefreshCallsAsync(1, Cancellation);
            await EndAsync(world);
        }

        var told = await waiting;
        await told.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "session_revoked");
        told.ClearsCookie().ShouldBeTrue();
        await world.FlightsLandedAsync();
        await world.Auth.Counters.SignOuts.WaitForAsync(2, Cancellation); // those from before, and those of the flight
        (await world.RecordsAsync()).ShouldBeEmpty();
        world.CurrentBearer.ShouldBe("Bearer ");
    }

    [Theory, EveryStore]
    public async Task Many_requests_of_its_browser_revoke_once(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        await world.SignInAsync();
        await EndAsync(world);
        var left = (await world.Service<SessionStore>().FindAsync(DeviceId.Parse(world.Browser.DeviceId)!.Value)).ShouldBeOfType<StoreAnswer.Revoked>();

        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => world.Service<SessionLifecycle>().BuryAsync(left)));

        await world.RestartGatewayAsync(); // which lets calls that are under way finish
        world.Auth.Counters.SignOuts.Value.ShouldBe(1);
    }

    [Theory, EveryStore]
    public async Task On_an_optional_route_its_browser_goes_on_without_a_session(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        await world.SignInAsync();
        await EndAsync(world);

        (await world.Browser.GetAsync("/optional")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await world.Api.NextRequestAsync(Cancellation)).Authorization.ShouldBeNull();
        await world.Auth.Counters.SignOuts.WaitForAsync(1, Cancellation);
    }

    // Fails when the new sign-in deletes what was left of it, tokens and all.
    [Theory, EveryStore]
    public async Task Its_browser_signs_in_again_and_its_tokens_are_revoked_nonetheless(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        await world.SignInAsync();
        await EndAsync(world);

        await world.SignInAsync();

        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.RecordsAsync()).Count.ShouldBe(1);
        await world.Auth.Counters.SignOuts.WaitForAsync(1, Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    [Theory, EveryStore]
    public async Task A_session_that_is_ended_twice_was_gone_the_second_time(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        await world.SignInAsync();
        var entry = await EntryAsync(world);

        (await world.Service<SessionLifecycle>().EndAsync(entry, EndReason.RevokedByUser)).ShouldBeOfType<StoreAnswer.Revoked>();
        (await world.Service<SessionLifecycle>().EndAsync(entry, EndReason.RevokedByUser)).ShouldBeOfType<StoreAnswer.Gone>();
        (await world.Service<SessionDirectory>().OfHandleAsync(entry.Handle)).ShouldNotBeNull().ShouldBeEmpty();
    }

    [Theory, EveryStore]
    public async Task Signing_in_on_one_browser_again_and_again_leaves_one_entry_in_every_index(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        for (var i = 0; i < 3; i++)
            await world.SignInAsync();

        var (keys, database) = (world.Service<SessionKeys>(), world.Store.Connect(world.Gateway).GetDatabase());
        var entry = await EntryAsync(world);
        (await database.SortedSetLengthAsync(keys.UserIndex("default", entry.User!))).ShouldBe(1);
        (await database.SortedSetLengthAsync(keys.EmailIndex(entry.Email!))).ShouldBe(1);
    }

    // The clock stands still, as it does between sign-ins of one moment, and those of instances differ.
    [Theory, EveryStore]
    public async Task The_cap_never_ends_the_session_that_was_just_opened(StoreKind store)
    {
        await using var world = await World.StartAsync(store, settings => settings["Gateway:Sessions:MaxPerUser"] = "2");
        for (var i = 0; i < 6; i++)
        {
            var browser = world.NewBrowser();
            await world.SignInAsync(browser);
            (await browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        var last = await EntryAsync(world);
        (await world.Service<SessionDirectory>().OfUserAsync("default", last.User!)).ShouldNotBeNull().Count.ShouldBe(2);
    }

    // Fails when each takes all others for older: then two that come at once end each other, and nobody is left.
    [Theory]
    [InlineData(StoreKind.Embedded, 1, 2)]
    [InlineData(StoreKind.Redis, 1, 2)]
    [InlineData(StoreKind.Redis, 3, 8)]
    public async Task Sign_ins_at_one_moment_end_no_more_than_are_too_many(StoreKind store, int most, int atOnce)
    {
        await using var world = await World.StartAsync(store, settings => settings["Gateway:Sessions:MaxPerUser"] = $"{most}");
        for (var round = 0; round < 10; round++)
        {
            var browsers = Enumerable.Range(0, atOnce).Select(_ => world.NewBrowser()).ToList();
            await Task.WhenAll(browsers.Select(world.SignInAsync));

            var answers = await Task.WhenAll(browsers.Select(browser => browser.GetAsync("/api")));
            answers.Count(answer => answer.StatusCode is HttpStatusCode.OK).ShouldBe(most, $"round {round}");
        }
    }

    private static async Task EndAsync(World world) =>
        (await world.Service<SessionLifecycle>().EndAsync(await EntryAsync(world), EndReason.RevokedByUser)).ShouldBeOfType<StoreAnswer.Revoked>();

    private static async Task<SessionEntry> EntryAsync(World world) =>
        (await world.Service<SessionDirectory>().OfEmailAsync("demo@example.com")).ShouldNotBeNull()[0];
}
