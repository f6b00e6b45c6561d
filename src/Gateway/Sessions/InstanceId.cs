using System.Security.Cryptography;

namespace Gateway.Sessions;

/// <summary>What this instance calls itself in leases; new at each start, so that no instance takes another's lease for its own.</summary>
internal sealed class InstanceId
{
    public string Value { get; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(8));
}
