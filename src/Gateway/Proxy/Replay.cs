namespace Gateway.Proxy;

/// <summary>Whether a request that its destination answered with 401 is sent once more with a new token.</summary>
public enum Replay
{
    /// <summary>It is. The default.</summary>
    On,

    /// <summary>The 401 passes.</summary>
    Off,
}
