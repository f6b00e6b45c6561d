namespace Gateway.Admin;

/// <summary>A route as operators see it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Match">What it takes: methods, hosts, path.</param>
/// <param name="Session">Its word.</param>
/// <param name="Cluster">Where it leads.</param>
/// <param name="Destinations">The cluster's destinations.</param>
internal sealed record RouteStatus(string Id, string Match, string Session, string? Cluster, IReadOnlyList<DestinationStatus> Destinations);
