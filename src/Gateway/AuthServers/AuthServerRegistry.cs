namespace Gateway.AuthServers;

/// <summary>The configured auth servers by name. Names compare without case, as configuration keys do.</summary>
public sealed class AuthServerRegistry : IDisposable
{
    private readonly Dictionary<string, AuthServer> _servers;

    internal AuthServerRegistry(AuthServersOptions options, Func<string, AuthServerOptions, AuthServer> build) =>
        _servers = options.ToDictionary(server => server.Key, server => build(server.Key, server.Value), StringComparer.OrdinalIgnoreCase);

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<AuthServer> All => _servers.Values;

    /// <summary>The one of that name, or null.</summary>
    public AuthServer? Find(string name) => _servers.GetValueOrDefault(name);

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var server in _servers.Values)
            server.Dispose();
    }
}
