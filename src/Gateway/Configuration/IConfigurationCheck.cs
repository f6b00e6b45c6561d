namespace Gateway.Configuration;

/// <summary>Something of the configuration that can be checked at start: a section of options, or the routes.</summary>
public interface IConfigurationCheck
{
    /// <summary>All that is wrong.</summary>
    Task<IReadOnlyList<Fault>> RunAsync();
}
