using Gateway.Configuration;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Proxy;

/// <summary>Hears from YARP whether it could put changed routes into effect. It should, for they were tried; where it could not, an operator has to know.</summary>
internal sealed partial class RoutesWatch(ConfigurationMetrics metrics, ILogger<RoutesWatch> log) : IConfigChangeListener
{
    public void ConfigurationLoadingFailed(IProxyConfigProvider configProvider, Exception exception) => Refuse(exception);

    public void ConfigurationApplyingFailed(IReadOnlyList<IProxyConfig> proxyConfigs, Exception exception) => Refuse(exception);

    public void ConfigurationLoaded(IReadOnlyList<IProxyConfig> proxyConfigs) { }

    public void ConfigurationApplied(IReadOnlyList<IProxyConfig> proxyConfigs) => metrics.RecordRoutes(areRefused: false);

    private void Refuse(Exception error)
    {
        LogRefused(error.GetBaseException().Message);
        metrics.RecordRoutes(areRefused: true);
    }

    [LoggerMessage(830, LogLevel.Error, "The changed routes could not be put into effect, so those of the last good change serve on, or a part of the new ones: {Message:l}")]
    private partial void LogRefused(string message);
}
