using Gateway.Sessions;

namespace Gateway.Tests.Model;

/// <summary>What goes wrong in a run: instances are killed and frozen, subscriptions break, the store stops or freezes, sessions end.</summary>
internal sealed class Mischief(
    Instance[] instances,
    IReadOnlyList<Session> sessions,
    Func<string, Instance> start,
    ModelAuthServer server,
    Weather weather,
    Driver driver,
    Evidence evidence
)
{
    /// <summary>Something goes wrong.</summary>
    public void Happen()
    {
        var index = weather.Pick(3);
        var instance = instances[index];
        switch (weather.Pick(20))
        {
            case < 3:
                evidence.Note($"{instance.Name} is killed");
                instance.Kill();
                driver.After(weather.Between(10, 3000), () => instances[index] = start(instance.Name + "'"));
                break;
            case < 6 when !instance.Loop.IsFrozen:
                var still = weather.Between(100, 20_000);
                evidence.Note($"{instance.Name} freezes for {still.TotalSeconds:0.0} s");
                instance.Freeze();
                driver.After(still, instance.Thaw);
                break;
            case < 9:
                evidence.Note($"{instance.Name} loses its subscription");
                instance.Store.Break();
                driver.After(weather.Between(10, 4000), () => RestoreUnlessCutOff(instance));
                break;
            case < 11:
                CutStoreOff(weather.Between(100, 30_000));
                break;
            case < 13 when !weather.StoreIsFrozen:
                var frozen = weather.Between(100, 20_000);
                evidence.Note($"the store freezes for {frozen.TotalSeconds:0.0} s");
                weather.StoreIsFrozen = true;
                driver.After(frozen, weather.ThawStore);
                break;
            case 13 when weather.Pick(4) is 0:
                evidence.Note("the auth server ends the second session");
                server.End(sessions[1].Key);
                break;
            case 14 when weather.Pick(4) is 0:
                evidence.Note("the person of the second session signs out");
                evidence.MayEnd(sessions[1].Key);
                instance.Loop.Post(() => _ = instance.EndAsync(sessions[1]));
                break;
        }
    }

    private void CutStoreOff(TimeSpan length)
    {
        if (weather.StoreIsCutOff)
            return;
        evidence.Note($"the store is away for {length.TotalSeconds:0.0} s");
        weather.StoreIsCutOff = true;
        foreach (var instance in instances)
            instance.Store.Break();
        driver.After(length, BringStoreBack);
    }

    private void BringStoreBack()
    {
        weather.StoreIsCutOff = false;
        foreach (var instance in instances)
            instance.Store.Restore();
    }

    private void RestoreUnlessCutOff(Instance instance)
    {
        if (!weather.StoreIsCutOff)
            instance.Store.Restore();
    }

    public void ClearUp()
    {
        evidence.Note("it clears up");
        weather.IsClear = true;
        weather.ThawStore();
        BringStoreBack();
        foreach (var instance in instances)
            instance.Thaw();
    }
}
