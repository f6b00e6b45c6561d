using System.Diagnostics.Metrics;

namespace Gateway.Configuration;

/// <summary>Counts what became of changes of the configuration, and tells whether the last of them is in force.</summary>
internal sealed class ConfigurationMetrics
{
    private readonly Counter<long> _reloads;
    private volatile bool _isRefused;
    private volatile bool _areRoutesRefused;

    public ConfigurationMetrics(IMeterFactory meters, IConfiguration configuration)
    {
        var meter = meters.Create("Gateway.Configuration");
        _reloads = meter.CreateCounter<long>("gateway.configuration.reloads", "{reload}", "Changes of the configuration, by outcome: taken or refused.");
        meter.CreateObservableGauge(
            "gateway.configuration.in_force",
            () => _isRefused || _areRoutesRefused || KeptJsonSource.HasUnreadable(configuration) ? 0 : 1,
            unit: null,
            "Whether the configuration as it is written is the one that is in force."
        );
    }

    /// <summary>Whether what was taken could not be put into effect.</summary>
    public void RecordRoutes(bool areRefused) => _areRoutesRefused = areRefused;

    /// <summary>What is written is what is in force already.</summary>
    public void RecordSame() => _isRefused = false;

    public void RecordReload(string outcome)
    {
        _isRefused = outcome is "refused";
        _reloads.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
    }
}
