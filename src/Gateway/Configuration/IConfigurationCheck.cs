namespace Gateway.Configuration;

/// <summary>Something of the configuration that can be checked at start: a section of options, or the routes.</summary>
public interface IConfigurationCheck
{
    /// <summary>Whether it builds something out of the configuration, so that it has to wait until nothing else is found wrong. Default: no.</summary>
    bool IsTrial => false;

    /// <summary>All that is wrong.</summary>
    Task<IReadOnlyList<Fault>> RunAsync();
}
