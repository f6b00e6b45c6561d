namespace Gateway.AuthServers;

/// <summary>What came of telling an auth server of a sign-out. None of them keeps a session alive here.</summary>
public enum SignOutOutcome
{
    /// <summary>It knows.</summary>
    Told,

    /// <summary>It has no endpoint for that.</summary>
    NotOffered,

    /// <summary>It answered with a refusal: mostly the token was of no use there any more.</summary>
    Refused,

    /// <summary>It could not be reached, or failed.</summary>
    Unavailable,
}
