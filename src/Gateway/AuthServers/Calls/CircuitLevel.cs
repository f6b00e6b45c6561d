namespace Gateway.AuthServers.Calls;

/// <summary>How a circuit stands, in the order of how bad that is. The numbers are those of a metric.</summary>
internal enum CircuitLevel
{
    /// <summary>Calls are made.</summary>
    Closed = 0,

    /// <summary>The next call is made, and tells whether more are.</summary>
    HalfOpen = 1,

    /// <summary>No call is made.</summary>
    Open = 2,
}
