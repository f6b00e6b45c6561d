using System.Net;
using Demo.AuthServer;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Faults;
using Gateway.Tests.Support.Fleets;

namespace Gateway.Tests.Scenarios.Processes;

/// <summary>A Redis that is away for ten seconds, with the default <c>Gateway:Redis:Timeout</c> of a second: nobody is signed out, nobody hangs.</summary>
[Collection(typeof(RunsAlone))]
public sealed class StoreOutage
{
    private const int Clients = 4;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Slowest = TimeSpan.FromSeconds(2); // Timeout + 1 s
    private static readonly TimeSpan Noise = TimeSpan.FromSeconds(1);

    // Fails when cached sessions serve for less than the outage (ServeDuringStoreOutage ignored); frozen and swallowed when the client waits
    // five times as long for an answer.
    [Fact]
    public Task Warm_sessions_are_served_and_cold_ones_wait_and_all_comes_back_by_itself() =>
        Task.WhenAll(Enum.GetValues<Outage>().Select(OutageAsync)); // side by side, since they do little but wait

    private static async Task OutageAsync(Outage outage)
    {
        await using var fleet = await Fleet.StartAsync(
            2,
            new DemoAuthServerOptions { AccessTokenLifetime = TimeSpan.FromMinutes(5) },
            settings => settings["Gateway:Redis:Timeout"] = "00:00:01"
        );
        await fleet.SignInAsync();
        var (warm, cold) = (fleet.Instances[0], fleet.Instances[1]);
        (await warm.AskAsync()).ShouldBeOk();

        await BeginAsync(fleet, outage);
        var end = TimeProvider.System.GetUtcNow() + Length;
        var asked = await Task.WhenAll(Fleet.KeepAskingAsync(Clients, warm, end), Fleet.KeepAskingAsync(Clients, cold, end));
        await EndAsync(fleet, outage);
        var (start, isBack) = (TimeProvider.System.GetTimestamp(), await Fleet.ServesAgainAsync(cold));

        var worst = asked.Select(replies => replies.Max(reply => reply.Took).TotalMilliseconds).ToList();
        Fleet.Say($"{outage}: {asked[0].Count} warm requests, worst {worst[0]:0} ms; {asked[1].Count} cold ones, worst {worst[1]:0} ms; back after {TimeProvider.System.GetElapsedTime(start).TotalMilliseconds:0} ms");
        asked[0].Where(reply => !reply.IsOk).ShouldBeEmpty($"{outage}");
        asked[1].Where(reply => reply is not { Status: HttpStatusCode.ServiceUnavailable, Says: "session_store_unavailable", SetsCookie: false }).ShouldBeEmpty($"{outage}");
        asked.SelectMany(replies => replies).Where(reply => reply.Took > Slowest + Noise).ShouldBeEmpty($"{outage}");
        isBack.Says.ShouldBe(fleet.CurrentBearer);
        await ShouldHearAsync(warm, cold);
    }

    // The subscriptions are back as well: what one instance ends the other does not serve any more.
    private static async Task ShouldHearAsync(FleetInstance one, FleetInstance other)
    {
        (await Fleet.ServesAgainAsync(one)).ShouldBeOk();
        (await one.SignOutAsync()).ShouldBeOk();
        var start = TimeProvider.System.GetTimestamp();
        while ((await other.AskAsync()).Status is not HttpStatusCode.Unauthorized)
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    private static async Task BeginAsync(Fleet fleet, Outage outage)
    {
        if (outage is Outage.Stopped)
            await fleet.Redis.KillAsync();
        else if (outage is Outage.Frozen)
            await fleet.Redis.FreezeAsync();
        else
            foreach (var instance in fleet.Instances)
                instance.Redis.Set(ProxyMode.Blackhole);
    }

    private static async Task EndAsync(Fleet fleet, Outage outage)
    {
        if (outage is Outage.Stopped)
            await fleet.Redis.RunAsync();
        else if (outage is Outage.Frozen)
            await fleet.Redis.ThawAsync();
        else
            foreach (var instance in fleet.Instances)
                instance.Redis.Set(ProxyMode.Pass);
    }
}
