namespace Gateway.Tests.Scenarios.Processes;

/// <summary>Where in a refresh an instance is when something happens to it.</summary>
public enum RefreshStep
{
    /// <summary>It does nothing.</summary>
    Idle,

    /// <summary>It holds the lease, and its call has not reached the auth server.</summary>
    Leased,

    /// <summary>It waits for the refresh of another.</summary>
    Waiting,

    /// <summary>Its commit has reached the store, whose answer has not reached it.</summary>
    Committed,
}
