namespace Gateway.Admin;

/// <summary>A destination as operators see it.</summary>
/// <param name="Address">Its address, without a path's query.</param>
/// <param name="Active">What YARP's active health check says: <c>Unknown</c>, <c>Healthy</c> or <c>Unhealthy</c>.</param>
/// <param name="Passive">The same of the passive one.</param>
internal sealed record DestinationStatus(string Address, string Active, string Passive);
