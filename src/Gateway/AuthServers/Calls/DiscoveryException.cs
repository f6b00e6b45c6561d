namespace Gateway.AuthServers.Calls;

/// <summary>The discovery document came, but cannot be used; the message says why, for logs.</summary>
internal sealed class DiscoveryException(string reason, Exception? cause = null) : Exception(reason, cause);
