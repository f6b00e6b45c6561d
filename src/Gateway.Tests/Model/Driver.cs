using Gateway.Tests.Support;

namespace Gateway.Tests.Model;

/// <summary>Drives a run: the clock moves to the next timer only when no instance has anything left to run, on the thread pool neither.</summary>
internal sealed class Driver(FakeTime time, Weather weather, Evidence evidence, PoolBarrier pool)
{
    private readonly List<Instance> _all = [];

    /// <summary>From here on it is driven as well.</summary>
    public void Add(Instance instance) => _all.Add(instance);

    /// <summary>All that ever were.</summary>
    public IReadOnlyList<Instance> All => _all;

    /// <summary>Does something again and again, at random distances, until it is over.</summary>
    public void Repeat(Action what, double fromMilliseconds, double toMilliseconds, Func<bool> isOver) =>
        After(
            weather.Between(fromMilliseconds, toMilliseconds),
            () =>
            {
                if (isOver())
                    return;
                what();
                Repeat(what, fromMilliseconds, toMilliseconds, isOver);
            }
        );

    public void After(TimeSpan delay, Action then) => _ = time.CreateTimer(_ => then(), null, delay, Timeout.InfiniteTimeSpan);

    public void PassTime(TimeSpan length)
    {
        var until = time.GetUtcNow() + length;
        do
            Settle();
        while (evidence.Violations.Count is 0 && time.FireNext(until));
        time.Advance(TimeSpan.Zero);
    }

    /// <summary>Runs all that is ready, until nothing is, on the thread pool neither.</summary>
    public void Settle()
    {
        while (RunReady())
        {
            pool.Pass();
            if (!_all.Exists(instance => instance.Loop.LeavesForPool))
                continue;
            // What is granted must not be on its way for seconds of the model's clock because the machine was busy for a moment.
            _all.ForEach(instance => instance.Loop.LeavesForPool = false);
            Thread.Sleep(1);
            pool.Pass();
        }
    }

    private bool RunReady()
    {
        var any = false;
        foreach (var instance in _all)
            any |= instance.Loop.RunReady();
        return any;
    }
}
