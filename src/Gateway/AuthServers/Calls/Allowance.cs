namespace Gateway.AuthServers.Calls;

/// <summary>How often something may be done: <paramref name="atOnce"/> times, and once more for each <paramref name="interval"/> that passes.</summary>
internal sealed class Allowance(int atOnce, TimeSpan interval, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _spentUntil;

    /// <summary>Whether it may be done now; then it counts as done.</summary>
    public bool TryTake()
    {
        lock (_gate)
        {
            var now = time.GetElapsedTime(_start);
            var spent = _spentUntil > now ? _spentUntil : now;
            if (spent - now > (atOnce - 1) * interval)
                return false;
            _spentUntil = spent + interval;
            return true;
        }
    }
}
