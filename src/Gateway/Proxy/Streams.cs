namespace Gateway.Proxy;

/// <summary>What becomes of long-lived connections of a route when their session ends.</summary>
public enum Streams
{
    /// <summary>They are closed. The default.</summary>
    CloseOnEnd,

    /// <summary>They are kept, until they end or the gateway does.</summary>
    Keep,
}
