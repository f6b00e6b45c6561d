using Gateway.Observability;
using Gateway.Sessions;

namespace Gateway.Admin;

/// <summary>What <c>GET /status</c> says.</summary>
/// <param name="Instance">The machine's name.</param>
/// <param name="Version">The gateway's.</param>
/// <param name="StartedAt">When the process began.</param>
/// <param name="Now">The time here.</param>
/// <param name="Store">Where sessions are: <c>redis</c> or <c>embedded</c>.</param>
/// <param name="Sessions">How many there are, counted at most once a minute; null where the store does not answer.</param>
/// <param name="AuthServers">The names of all.</param>
/// <param name="Routes">Routes and their destinations.</param>
/// <param name="Metrics">The last hour.</param>
/// <param name="Problems">The last warnings and errors, the newest first.</param>
internal sealed record StatusReport(
    string Instance,
    string? Version,
    DateTimeOffset StartedAt,
    DateTimeOffset Now,
    string Store,
    SessionCounts? Sessions,
    IReadOnlyList<string> AuthServers,
    IReadOnlyList<RouteStatus> Routes,
    IReadOnlyList<MetricView> Metrics,
    IReadOnlyList<RecentProblems.Problem> Problems
);
