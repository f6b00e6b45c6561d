using System.Security.Cryptography;

namespace Gateway.Events;

/// <summary>
/// When an event that was not taken is tried again: after half of its age. So the delays grow exponentially and nobody has to count the tries, which
/// instances make in turn.
/// </summary>
internal static class DeliveryBackoff
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static TimeSpan After(TimeSpan age)
    {
        var delay = age / 2;
        return (delay < Shortest ? Shortest : delay > Longest ? Longest : delay) * Spread();
    }

    // 0.8 to 1.2, so that events that failed together do not come back together.
    private static double Spread() => 0.8 + RandomNumberGenerator.GetInt32(401) / 1000d;
}
