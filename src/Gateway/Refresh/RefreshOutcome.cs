using Gateway.Sessions;

namespace Gateway.Refresh;

/// <summary>What came of making a session fresh. A closed set.</summary>
public abstract record RefreshOutcome
{
    private RefreshOutcome() { }

    /// <summary>The session has a valid access token: its own still, or a new one.</summary>
    public sealed record Current(Session Session) : RefreshOutcome;

    /// <summary>The session is over: the auth server refused its refresh token for good, or it was ended meanwhile.</summary>
    public sealed record Ended : RefreshOutcome;

    /// <summary>The session stays, but there is no valid access token now.</summary>
    /// <param name="Cause">Who is away.</param>
    /// <param name="RetryAfter">When it is worth asking again.</param>
    public sealed record Unavailable(UnavailableCause Cause, TimeSpan RetryAfter) : RefreshOutcome;
}
