using System.Diagnostics.Metrics;

namespace Gateway.Configuration;

/// <summary>Counts what became of changes of the configuration.</summary>
internal sealed class ConfigurationMetrics
{
    private readonly Counter<long> _reloads;

    public ConfigurationMetrics(IMeterFactory meters) =>
        _reloads = meters.Create("Gateway.Configuration").CreateCounter<long>("gateway.configuration.reloads", "{reload}", "Changes of the configuration, by outcome: taken or refused.");

    public void RecordReload(string outcome) => _reloads.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
