namespace Gateway.Tests.Model;

/// <summary>How long things take and what goes wrong, drawn from the seed. When it has cleared up nothing goes wrong any more.</summary>
internal sealed class Weather(int seed)
{
    private readonly Random _random = new(seed);

    public bool IsClear { get; set; }

    /// <summary>While the store is cut off: commands fail at once.</summary>
    public bool StoreIsCutOff { get; set; }

    /// <summary>While the store stands still; what comes in meanwhile is held, and carried out in its order afterwards.</summary>
    public bool StoreIsFrozen { get; set; }

    public Queue<Action> Held { get; } = new();

    public void ThawStore()
    {
        StoreIsFrozen = false;
        while (Held.TryDequeue(out var held))
            held();
    }

    public bool Happens(double probability) => !IsClear && _random.NextDouble() < probability;

    public int Pick(int below) => _random.Next(below);

    public bool Coin() => _random.Next(2) is 0;

    public TimeSpan Between(double fromMilliseconds, double toMilliseconds) =>
        TimeSpan.FromTicks((long)((fromMilliseconds + (_random.NextDouble() * (toMilliseconds - fromMilliseconds))) * TimeSpan.TicksPerMillisecond));

    /// <summary>Mostly about a millisecond, sometimes much more.</summary>
    public TimeSpan StoreLatency() => Happens(0.05) ? Between(20, 900) : Between(0.2, 2);

    public TimeSpan MessageLatency() => Happens(0.05) ? Between(20, 500) : Between(0.2, 5);

    public TimeSpan CallLatency() => Happens(0.1) ? Between(500, 6000) : Between(2, 60);
}
