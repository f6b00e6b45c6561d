using Gateway.Refresh;
using Gateway.Sessions;

namespace Gateway.Tests.Model;

/// <summary>Asks as browsers do, and judges what they are told.</summary>
internal sealed class Judge(ModelAuthServer server, Weather weather, Driver driver, Evidence evidence)
{
    /// <summary>A request, whose outcome is never a guess.</summary>
    public void Ask(Instance instance, Session session, Action<RefreshOutcome>? then = null)
    {
        var isRefused = weather.Happens(0.02);
        instance.Loop.Post(() => _ = AskAsync());

        async Task AskAsync()
        {
            instance.Waiting++;
            var frozen = instance.FrozenFor;
            var outcome = await instance.AskAsync(session.Device, isRefused);
            instance.Waiting--;
            if (outcome is RefreshOutcome.Ended && !evidence.IsExcused(session.Key))
                evidence.Violation($"{instance.Name} says that {session.Key} has ended");
            if (!isRefused && outcome is RefreshOutcome.Current(var current) && current.Tokens.AccessExpiry <= instance.Clock.GetUtcNow() && instance.FrozenFor == frozen)
                evidence.Violation($"{instance.Name} serves an expired token");
            then?.Invoke(outcome);
        }
    }

    /// <summary>After the weather has cleared up every request has its answer, and every live session is served with its newest token.</summary>
    public void AllIsWell(IReadOnlyList<Instance> instances, IReadOnlyList<Session> sessions)
    {
        foreach (var instance in instances)
        {
            foreach (var session in sessions)
                if (!Enumerable.Range(0, 3).Any(_ => IsWell(instance, session)))
                    evidence.Violation($"at the end {session.Key} is not served as it should be by {instance.Name}");
            if (instance.Waiting > 0)
                evidence.Violation($"{instance.Waiting} requests at {instance.Name} never got an answer");
        }
    }

    private bool IsWell(Instance instance, Session session)
    {
        RefreshOutcome? last = null;
        for (var i = 0; i < 2; i++) // by the first it may become due
        {
            Ask(instance, session, outcome => last = outcome);
            driver.PassTime(TimeSpan.FromSeconds(3));
        }
        return server.IsAlive(session.Key) && !evidence.IsEnded(session.Key)
            ? last is RefreshOutcome.Current(var current) && server.IsCurrent(session.Key, current.Tokens.AccessToken.Reveal())
            : last is RefreshOutcome.Ended;
    }
}
