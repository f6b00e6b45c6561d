namespace Gateway.Tests.Scenarios.Processes;

/// <summary>How a Redis goes away.</summary>
public enum Outage
{
    /// <summary>The process is killed, and started again on its data.</summary>
    Stopped,

    /// <summary>The process stands still: connections stay open, nothing is answered.</summary>
    Frozen,

    /// <summary>The network swallows all there is.</summary>
    Swallowed,
}
