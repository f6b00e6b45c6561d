using Demo.AuthServer;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fleets;

namespace Gateway.Tests.Scenarios.Processes;

/// <summary>The load goes on while instances are killed and started again, and frozen and thawed, in turn.</summary>
[Collection(typeof(RunsAlone))]
public sealed class KilledAndFrozen
{
    private const int Clients = 64;
    private const int Expiries = 20;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(2);

    // Fails when a lease does not end with its holder (lease.lua that grants for twenty times as long).
    [Fact]
    public async Task The_session_lives_and_only_those_who_asked_the_dead_or_frozen_instance_fail()
    {
        var random = Seed.Random();
        await using var fleet = await Fleet.StartAsync(
            3,
            new DemoAuthServerOptions { AccessTokenLifetime = Lifetime },
            settings => settings["Gateway:Refresh:Timeout"] = "00:00:02" // so a lease lasts 4 s
        );
        await fleet.SignInAsync();
        var turns = Enum.GetValues<RefreshStep>().SelectMany(step => new (RefreshStep Step, bool? IsKilled)[] { (step, true), (step, false) }).ToList();
        turns.AddRange(Enumerable.Repeat((RefreshStep.Idle, (bool?)null), Expiries - turns.Count)); // in the others nothing happens
        var start = TimeProvider.System.GetTimestamp();
        var worst = TimeSpan.Zero;

        foreach (var (step, isKilled) in turns.OrderBy(_ => random.Next()))
        {
            var replies = await TurnAsync(fleet, fleet.Instances[random.Next(3)], step, isKilled);
            replies.Where(reply => !reply.IsOk).ShouldBeEmpty($"{step}, {(isKilled is true ? "killed" : "frozen")}");
            worst = replies.Select(reply => reply.Took).Append(worst).Max();
        }

        var calls = fleet.Auth.Counters.RefreshCalls.Value;
        Fleet.Say($"{calls} refresh calls in {TimeProvider.System.GetElapsedTime(start).TotalSeconds:0.0} s, worst request at a living instance {worst.TotalMilliseconds:0} ms");
        fleet.ShouldHaveLostNothing();
        calls.ShouldBeGreaterThanOrEqualTo(Expiries);
        calls.ShouldBeLessThanOrEqualTo((int)(TimeProvider.System.GetElapsedTime(start) / Lifetime) + 1, "more than one refresh an expiry");
    }

    private static async Task<IReadOnlyList<Reply>> TurnAsync(Fleet fleet, FleetInstance instance, RefreshStep step, bool? isKilled)
    {
        if (isKilled is not { } kill)
        {
            await Fleet.ExpiryAsync(instance);
            return await Fleet.BurstAsync(Clients, fleet.Instances);
        }
        var victim = new Victim(fleet, instance, kill, Clients);
        var replies = await victim.StrikeAsync(step);
        await victim.ReviveAsync(step);
        return replies;
    }
}
