namespace Gateway.Admin;

/// <summary>The routes at present, in order of their ids.</summary>
internal delegate IReadOnlyList<RouteStatus> RoutesStatus();
