namespace Demo.AuthServer.Traffic;

/// <summary>One misbehaviour of an auth server, until it is changed or for a number of requests.</summary>
public sealed record Fault
{
    public static Fault None { get; } = new();

    public FaultMode Mode { get; init; }

    /// <summary>How long the server thinks before it does anything.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>For how many requests; null until it is changed.</summary>
    public int? Times { get; init; }

    /// <summary>Refreshes only, so that sign-in, discovery and sign-out go on as usual.</summary>
    public bool OnlyRefreshes { get; init; }

    /// <summary>The seconds of <c>Retry-After</c> in a 429 or 503.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>A lost rotation needs a rotation, and a fault for the next three refreshes is not used up by a sign-in.</summary>
    public bool Concerns(bool isRefresh) => isRefresh || (!OnlyRefreshes && Mode != FaultMode.DropAfterRotation);
}
