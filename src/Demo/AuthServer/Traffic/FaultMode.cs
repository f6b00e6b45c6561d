namespace Demo.AuthServer.Traffic;

/// <summary>How an auth server misbehaves. A refused connection is no mode: take the whole server offline for it.</summary>
public enum FaultMode
{
    /// <summary>It does not; there may still be a latency.</summary>
    Normal,

    /// <summary>503 with <c>Retry-After</c> where the fault names one.</summary>
    Unavailable503,

    /// <summary>500 with a plain text.</summary>
    Error500,

    /// <summary>429, always with <c>Retry-After</c>.</summary>
    TooMany429,

    /// <summary>403, as from a firewall in front of it.</summary>
    Forbidden403,

    /// <summary>200 with a page of HTML, as from a captive portal.</summary>
    Garbage,

    /// <summary>No answer until the client gives up.</summary>
    Hang,

    /// <summary>The connection is dropped before anything has happened.</summary>
    DropConnection,

    /// <summary>The refresh happens, its answer is lost: the worst case under rotation. Other requests are answered normally.</summary>
    DropAfterRotation,
}
