using Demo.AuthServer;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Faults;
using Gateway.Tests.Support.Fleets;

namespace Gateway.Tests.Scenarios.Processes;

/// <summary>
/// An instance is frozen while it holds the lease, and goes on when the lease has ended and another has refreshed. It must not call with
/// the old token any more, and what it has in hand must not take the place of newer tokens.
/// </summary>
[Collection(typeof(RunsAlone))]
public sealed class FrozenHolder
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Fails when the holder does not look, before it calls, how much of its lease has passed.
    [Fact]
    public async Task Who_thaws_before_the_call_was_sent_sends_it_no_more()
    {
        await using var fleet = await StartAsync(TimeSpan.Zero);
        var (frozen, other) = (fleet.Instances[0], fleet.Instances[1]);
        var leased = frozen.Redis.HoldAfterAsync(Text.Script);
        var late = frozen.AskAsync();
        await leased.WaitAsync(Fleet.Patience, Cancellation);
        await frozen.Process.FreezeAsync();
        frozen.Redis.Set(ProxyMode.Pass); // the lease is granted, and the answer lies with the frozen process

        await Fleet.ServesAgainAsync(other); // as soon as the lease has ended
        await frozen.Process.ThawAsync();

        Fleet.Say($"{await late}");
        await ShouldGoOnAsync(fleet);
    }

    // Fails when the call's deadline is longer than the lease (CallPipeline with thirty times the timeout): then its one more try comes late.
    [Fact]
    public async Task Who_thaws_and_finds_its_call_cut_off_does_not_try_again()
    {
        await using var fleet = await StartAsync(TimeSpan.Zero);
        var (frozen, other) = (fleet.Instances[0], fleet.Instances[1]);
        var called = frozen.Auth.HoldFromAsync(Text.Call);
        var late = frozen.AskAsync();
        await called.WaitAsync(Fleet.Patience, Cancellation);
        await frozen.Process.FreezeAsync();
        frozen.Auth.Cut(); // the call is lost, and the auth server can be reached again
        frozen.Auth.Set(ProxyMode.Pass);

        await Fleet.ServesAgainAsync(other); // as soon as the lease has ended
        await frozen.Process.ThawAsync();

        Fleet.Say($"{await late}");
        await ShouldGoOnAsync(fleet);
    }

    // Fails when commit.lua does not look at the version.
    [Fact]
    public async Task A_commit_that_comes_late_does_not_take_the_place_of_newer_tokens()
    {
        await using var fleet = await StartAsync(TimeSpan.FromSeconds(30)); // with a grace both are granted, so both have something to store
        var (frozen, other) = (fleet.Instances[0], fleet.Instances[1]);
        var committed = frozen.Redis.HoldFromAsync(Text.Commit);
        var late = frozen.AskAsync();
        await committed.WaitAsync(Fleet.Patience, Cancellation);
        await frozen.Process.FreezeAsync();

        var newer = await Fleet.ServesAgainAsync(other);
        var stored = await fleet.RecordAsync();
        frozen.Redis.Set(ProxyMode.Pass);
        await frozen.Process.ThawAsync();

        Fleet.Say($"{await late}");
        (await fleet.RecordAsync()).ShouldBe(stored);
        (await other.AskAsync()).Says.ShouldBe(newer.Says);
        await ShouldGoOnAsync(fleet);
    }

    private static async Task<Fleet> StartAsync(TimeSpan grace)
    {
        var fleet = await Fleet.StartAsync(
            2,
            new DemoAuthServerOptions { AccessTokenLifetime = TimeSpan.FromSeconds(2), ReuseGrace = grace },
            settings => settings["Gateway:Refresh:Timeout"] = "00:00:01" // so a lease lasts 3 s
        );
        await fleet.SignInAsync();
        await Fleet.ExpiryAsync(fleet.Instances[1]);
        return fleet;
    }

    // The next refresh at the instance that was frozen waits for whatever it still has under way.
    private static async Task ShouldGoOnAsync(Fleet fleet)
    {
        await Fleet.ServesAgainAsync(fleet.Instances[0]);
        await Fleet.ExpiryAsync(fleet.Instances[0]);
        await Fleet.ServesAgainAsync(fleet.Instances[0]);
        (await fleet.Instances[1].AskAsync()).ShouldBeOk();
        fleet.ShouldHaveLostNothing();
    }
}
