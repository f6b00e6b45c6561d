namespace Gateway.Sessions;

/// <summary>
/// Counts the times that the subscription was up without a break. A session read in one such time is known to be current as
/// long as that time lasts.
/// </summary>
internal sealed class SubscriptionEpoch(TimeProvider time)
{
    /// <summary>While the subscription is down; nothing is current then.</summary>
    public const int None = 0;

    private readonly Lock _lock = new();
    private int _count;
    private long _disturbedAt = time.GetTimestamp();
    private volatile int _current = None;

    /// <summary>The present time, or <see cref="None"/>.</summary>
    public int Current => _current;

    /// <summary>For how long nothing has happened to any connection to the store.</summary>
    public TimeSpan Quiet => time.GetElapsedTime(Volatile.Read(ref _disturbedAt));

    /// <summary>A connection was lost or made.</summary>
    public void Disturb() => Volatile.Write(ref _disturbedAt, time.GetTimestamp());

    /// <summary>How often it went down, to be handed to <see cref="Up"/>.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _count;
        }
    }

    /// <summary>The subscription broke.</summary>
    public void Down()
    {
        lock (_lock)
        {
            _count++;
            _current = None;
        }
    }

    /// <summary>The subscription is proven up; no, where it broke again since <paramref name="since"/> was read.</summary>
    public bool Up(int since)
    {
        lock (_lock)
        {
            if (since != _count || _current == _count + 1)
                return false;
            _current = _count + 1;
            Disturb();
            return true;
        }
    }
}
