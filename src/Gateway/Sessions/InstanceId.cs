using System.Security.Cryptography;

namespace Gateway.Sessions;

/// <summary>What this instance calls itself in leases; new at each start, so that no instance takes another's lease for its own.</summary>
internal sealed class InstanceId
{
    private long _attempts;

    public string Value { get; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(8));

    /// <summary>The next attempt to get a lease. Their numbers only rise, so of two of this instance the scripts know the later.</summary>
    public LeaseAttempt NextAttempt(TimeSpan length) => new($"{Value}:{Interlocked.Increment(ref _attempts)}", length);
}
