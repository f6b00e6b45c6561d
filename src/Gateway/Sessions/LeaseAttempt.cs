namespace Gateway.Sessions;

/// <summary>One attempt to get a lease. Each has a name of its own, so that what was given up and comes late is not taken for what was asked for since.</summary>
/// <param name="Owner">Who asks, as the record says it: the instance, a colon, the number of its attempt.</param>
/// <param name="Length">For how long.</param>
internal sealed record LeaseAttempt(string Owner, TimeSpan Length)
{
    /// <summary>Whether an owner is an attempt of this instance.</summary>
    public static bool IsOf(string owner, string instance) => owner.Length > instance.Length && owner[instance.Length] is ':' && owner.StartsWith(instance, StringComparison.Ordinal);
}
