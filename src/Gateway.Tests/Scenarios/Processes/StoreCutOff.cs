using System.Net;
using Demo.AuthServer;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Faults;
using Gateway.Tests.Support.Fleets;

namespace Gateway.Tests.Scenarios.Processes;

/// <summary>The store is cut off after the auth server has rotated and before the commit: the only copy of the token is in one process.</summary>
[Collection(typeof(RunsAlone))]
public sealed class StoreCutOff
{
    // Fails when a commit gives up where the store is away.
    [Fact]
    public Task The_new_token_is_served_meanwhile_and_stored_when_the_store_is_back() =>
        Task.WhenAll(CutOffAsync(ProxyMode.Blackhole), CutOffAsync(ProxyMode.Refuse)); // side by side, since they do little but wait

    private static async Task CutOffAsync(ProxyMode cut)
    {
        await using var fleet = await Fleet.StartAsync(
            2,
            new DemoAuthServerOptions { AccessTokenLifetime = TimeSpan.FromSeconds(7) },
            settings => settings["Gateway:Redis:Timeout"] = "00:00:01"
        );
        await fleet.SignInAsync();
        var (holder, other) = (fleet.Instances[0], fleet.Instances[1]);
        (await other.AskAsync()).ShouldBeOk();
        await Fleet.ExpiryAsync(holder);
        var called = holder.Auth.HoldAfterAsync(Text.CallBody);
        var first = holder.AskAsync();
        await called.WaitAsync(Fleet.Patience, TestContext.Current.CancellationToken);

        foreach (var instance in fleet.Instances)
            instance.Redis.Set(cut);
        holder.Auth.Set(ProxyMode.Pass);

        var fresh = (await first).ShouldBeOk();
        fresh.Says.ShouldBe(fleet.CurrentBearer);
        (await holder.AskAsync()).ShouldBeOk().Says.ShouldBe(fresh.Says);
        var meanwhile = await other.AskAsync();
        meanwhile.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        meanwhile.Says.ShouldBe("session_store_unavailable");
        meanwhile.SetsCookie.ShouldBeFalse();

        foreach (var instance in fleet.Instances)
            instance.Redis.Set(ProxyMode.Pass);
        var start = TimeProvider.System.GetTimestamp();
        (await Fleet.ServesAgainAsync(other)).Says.ShouldBe(fresh.Says);
        Fleet.Say($"{cut}: first {fresh}, meanwhile {meanwhile}, stored and served elsewhere {TimeProvider.System.GetElapsedTime(start).TotalMilliseconds:0} ms after the store was back");
        fleet.Auth.Counters.RefreshCalls.Value.ShouldBe(1);
        fleet.ShouldHaveLostNothing();
    }
}
