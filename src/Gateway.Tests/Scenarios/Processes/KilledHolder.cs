using Gateway.Tests.Support;
using Gateway.Tests.Support.Fleets;

namespace Gateway.Tests.Scenarios.Processes;

/// <summary>The holder of a lease is killed, and those who wait for it are served by another.</summary>
[Collection(typeof(RunsAlone))]
public sealed class KilledHolder
{
    // An instance that is killed between rotation and commit takes the only copy of the new token along. Without any grace at the auth
    // server nobody can help that; most servers grant some seconds for it.
    // Fails when a lease does not end with its holder (lease.lua that grants for twenty times as long).
    [Fact]
    public async Task Another_takes_over_after_the_lease_where_the_auth_server_grants_a_grace()
    {
        await using var fleet = await Fleet.StartAtExpiryAsync(3, TimeSpan.FromSeconds(30));
        var holder = fleet.Instances[0];
        var commit = holder.Redis.HoldFromAsync(Text.Commit);
        var lost = holder.AskAsync();
        await commit.WaitAsync(Fleet.Patience, TestContext.Current.CancellationToken);
        fleet.Auth.Counters.RefreshesGranted.Value.ShouldBe(1);

        await holder.Process.KillAsync();
        holder.Redis.Cut();

        var replies = await Fleet.BurstAsync(64, fleet.AllBut(holder));
        Fleet.Say($"Taken over after {replies.Max(reply => reply.Took).TotalMilliseconds:0} ms; a lease is 3000 ms");
        replies.Where(reply => !reply.IsOk).ShouldBeEmpty();
        fleet.Auth.Counters.RefreshCalls.Value.ShouldBe(2);
        fleet.ShouldHaveLostNothing();
        (await lost).IsOk.ShouldBeFalse();
    }

    // Fails when who waits gives up after exactly a lease: the one who takes over begins then, and needs the time of a call.
    [Fact]
    public async Task Nobody_who_waits_for_a_dead_holder_fails_though_the_call_of_the_one_who_takes_over_takes_its_time()
    {
        await using var fleet = await Fleet.StartAtExpiryAsync(3, TimeSpan.Zero);
        var holder = fleet.Instances[0];
        var called = holder.Auth.HoldFromAsync(Text.Call);
        var lost = holder.AskAsync();
        await called.WaitAsync(Fleet.Patience, TestContext.Current.CancellationToken);
        await holder.Process.KillAsync();
        holder.Auth.Cut();
        foreach (var other in fleet.AllBut(holder))
            other.Auth.Delay = TimeSpan.FromMilliseconds(300); // each way; Gateway:Refresh:Timeout is a second

        var replies = await Fleet.BurstAsync(64, fleet.AllBut(holder));

        replies.Where(reply => !reply.IsOk).ShouldBeEmpty();
        fleet.ShouldHaveLostNothing();
        (await lost).IsOk.ShouldBeFalse();
    }
}
