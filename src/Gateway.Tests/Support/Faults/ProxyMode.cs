namespace Gateway.Tests.Support.Faults;

/// <summary>What becomes of the connections through a <see cref="FaultProxy"/>.</summary>
public enum ProxyMode
{
    /// <summary>All goes through.</summary>
    Pass,

    /// <summary>Nobody listens; what was open is reset.</summary>
    Refuse,

    /// <summary>What is open is reset (RST), and so is each new connection as soon as it is accepted.</summary>
    Reset,

    /// <summary>Connections are accepted and bytes taken, but nothing comes out at the other end until the mode changes: a frozen peer.</summary>
    Blackhole,
}
