namespace Gateway.AuthServers.Calls;

/// <summary>The discovery document came, but is none.</summary>
internal sealed class DiscoveryException(Exception cause) : Exception("The discovery document cannot be used.", cause);
