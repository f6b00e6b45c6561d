namespace Gateway.Configuration;

/// <summary>The gateway cannot start as it is configured. The message holds one line a fault, each with its key.</summary>
public sealed class ConfigurationFaultException(params IReadOnlyList<Fault> faults)
    : Exception(string.Join(Environment.NewLine, faults.Select(fault => fault.ToString())))
{
    /// <summary>All that is wrong.</summary>
    public IReadOnlyList<Fault> Faults { get; } = faults;
}
