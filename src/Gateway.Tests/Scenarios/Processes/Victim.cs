using Gateway.Tests.Support.Faults;
using Gateway.Tests.Support.Fleets;

namespace Gateway.Tests.Scenarios.Processes;

/// <summary>
/// Leads one instance to a step of a refresh, with clients waiting at it, and kills or freezes it there. Between the auth server's
/// rotation and the commit there is no step: who is killed then takes the only copy of the token along, and a server without any grace
/// ends the family. <see cref="KilledHolder"/> has that story.
/// </summary>
internal sealed class Victim(Fleet fleet, FleetInstance instance, bool isKilled, int clients)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(250);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Task<Reply[]> _own = Task.FromResult(Array.Empty<Reply>());

    /// <summary>All replies of the others.</summary>
    public async Task<IReadOnlyList<Reply>> StrikeAsync(RefreshStep step)
    {
        var others = fleet.AllBut(instance).ToList();
        if (step is RefreshStep.Idle)
            await StrikeAsync();
        await Fleet.ExpiryAsync(others[0]);
        switch (step)
        {
            case RefreshStep.Idle:
                _own = Fleet.BurstAsync(clients, instance);
                break;
            case RefreshStep.Leased:
                await ReachAsync(instance.Auth.HoldFromAsync(Text.Call));
                await StrikeAsync();
                break;
            case RefreshStep.Committed:
                await ReachAsync(instance.Redis.HoldAfterAsync(Text.Commit));
                await StrikeAsync();
                instance.Redis.Set(ProxyMode.Pass);
                break;
            case RefreshStep.Waiting:
                return await WhileItWaitsAsync(others[0], others[1]);
        }
        return await Fleet.BurstAsync(clients, others);
    }

    /// <summary>Brings it back, and ends when it serves again.</summary>
    public async Task ReviveAsync(RefreshStep step)
    {
        if (!isKilled)
        {
            await instance.Process.ThawAsync();
            // What it has sent must not arrive any more when its time is over: that would be a second use, and nobody could help it.
            if (step is RefreshStep.Leased)
                await instance.Process.LoggedAsync("no answer within", Cancellation);
        }
        instance.Auth.Cut();
        instance.Auth.Set(ProxyMode.Pass);
        Fleet.Say($"{instance} {(isKilled ? "killed" : "frozen")} when {step}: {(await _own).Count(reply => !reply.IsOk)} of its own {(await _own).Length} requests failed");
        if (isKilled)
            await instance.RestartAsync();
        await Fleet.ServesAgainAsync(instance);
        if (isKilled || step is not RefreshStep.Leased)
            return;
        // Its own call had no answer, so it leaves this session's refresh to others for a second.
        await Fleet.ExpiryAsync(instance);
        await Fleet.ServesAgainAsync(instance);
    }

    private async Task<IReadOnlyList<Reply>> WhileItWaitsAsync(FleetInstance holder, FleetInstance other)
    {
        var called = holder.Auth.HoldFromAsync(Text.Call);
        var replies = Fleet.BurstAsync(clients, holder);
        await called.WaitAsync(Fleet.Patience, Cancellation);
        await ReachAsync(Task.Delay(Moment, Cancellation)); // that it waits shows in nothing but that nobody is answered
        _own.IsCompleted.ShouldBeFalse();
        await StrikeAsync();
        holder.Auth.Set(ProxyMode.Pass);
        return [.. await replies, .. await Fleet.BurstAsync(clients, other)];
    }

    private async Task ReachAsync(Task step)
    {
        _own = Fleet.BurstAsync(clients, instance);
        await step.WaitAsync(Fleet.Patience, Cancellation);
    }

    private Task StrikeAsync() => isKilled ? instance.Process.KillAsync() : instance.Process.FreezeAsync();
}
