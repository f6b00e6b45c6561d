using Demo.AuthServer;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fleets;

namespace Gateway.Tests.Scenarios.Processes;

/// <summary>
/// An instance that is killed between rotation and commit takes the only copy of the new token along. Without any grace at the auth
/// server nobody can help that; most servers grant some seconds for it.
/// </summary>
[Collection(typeof(RunsAlone))]
public sealed class KilledHolder
{
    [Fact]
    public async Task Another_takes_over_after_the_lease_where_the_auth_server_grants_a_grace()
    {
        await using var fleet = await Fleet.StartAsync(
            3,
            new DemoAuthServerOptions { AccessTokenLifetime = TimeSpan.FromSeconds(2), ReuseGrace = TimeSpan.FromSeconds(30) },
            settings => settings["Gateway:Refresh:Timeout"] = "00:00:01"
        );
        await fleet.SignInAsync();
        var holder = fleet.Instances[0];
        await Fleet.ExpiryAsync(holder);
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
}
