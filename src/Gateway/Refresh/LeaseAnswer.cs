using Gateway.Sessions;

namespace Gateway.Refresh;

/// <summary>What came of asking for a lease. A closed set.</summary>
internal abstract record LeaseAnswer
{
    private LeaseAnswer() { }

    /// <summary>The session is ours to refresh.</summary>
    public sealed record Taken(HeldLease Lease) : LeaseAnswer;

    /// <summary>Another instance is at it, for at most <paramref name="Rest"/>; or was, and may have something to store still (<paramref name="IsAbandoned"/>).</summary>
    public sealed record Held(TimeSpan Rest, bool IsAbandoned = false) : LeaseAnswer;

    /// <summary>The session is another than we knew, and it is not fresh either.</summary>
    public sealed record Changed(Session Session) : LeaseAnswer;

    /// <summary>Nothing is left to do: somebody else did it, or it cannot be done now.</summary>
    public sealed record Settled(RefreshOutcome Outcome) : LeaseAnswer;
}
