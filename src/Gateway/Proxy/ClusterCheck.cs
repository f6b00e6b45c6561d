using Gateway.Configuration;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Proxy;

/// <summary>What YARP would find out of a cluster only at each request, or only once it has put half of a change into effect.</summary>
internal static class ClusterCheck
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    public static IEnumerable<Fault> Check(ClusterConfig cluster, string key, string deviceCookie)
    {
        foreach (var (name, destination) in cluster.Destinations ?? new Dictionary<string, DestinationConfig>())
        foreach (var fault in Check(destination, $"{key}:Destinations:{name}"))
            yield return fault;
        foreach (var (part, time) in TimesOf(cluster))
            if (time <= TimeSpan.Zero || time > LongestTimer)
                yield return new Fault($"{key}:{part}", $"{time} is out of range; more than zero, at most {LongestTimer:d\\.hh\\:mm\\:ss}");
        if (string.Equals(cluster.SessionAffinity?.AffinityKeyName, deviceCookie, StringComparison.OrdinalIgnoreCase))
            yield return new Fault($"{key}:SessionAffinity:AffinityKeyName", "is the device cookie's own name, which it would take the place of");
    }

    private static IEnumerable<Fault> Check(DestinationConfig destination, string key)
    {
        if (!IsUrl(destination.Address))
            yield return new Fault($"{key}:Address", "is no absolute http or https URL");
        if (!IsUrl(destination.Health))
            yield return new Fault($"{key}:Health", "is no absolute http or https URL");
        if (destination.Host is { Length: > 0 } host && (host.Any(c => c <= ' ') || !Uri.TryCreate($"http://{host}/", UriKind.Absolute, out _)))
            yield return new Fault($"{key}:Host", "is no host such as api.example.com or api.example.com:8443");
    }

    // What is missing is YARP's to tell.
    private static bool IsUrl(string? text) => string.IsNullOrEmpty(text) || (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Host.Length > 0);

    private static IEnumerable<(string Part, TimeSpan? Time)> TimesOf(ClusterConfig cluster) =>
        [
            ("HealthCheck:Active:Interval", cluster.HealthCheck?.Active?.Interval),
            ("HealthCheck:Active:Timeout", cluster.HealthCheck?.Active?.Timeout),
            ("HealthCheck:Passive:ReactivationPeriod", cluster.HealthCheck?.Passive?.ReactivationPeriod),
            ("HttpRequest:ActivityTimeout", cluster.HttpRequest?.ActivityTimeout),
        ];
}
