using System.Text.Json;

namespace Gateway.AuthServers;

/// <summary>The configured auth servers by name. Names compare without case, as configuration keys do.</summary>
public sealed class AuthServerRegistry : IDisposable
{
    private readonly Func<string, AuthServerOptions, AuthServer> _build;
    private volatile Dictionary<string, Entry> _servers;

    internal AuthServerRegistry(AuthServersOptions options, Func<string, AuthServerOptions, AuthServer> build)
    {
        _build = build;
        _servers = Build(options, []);
    }

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<AuthServer> All => [.. _servers.Values.Select(entry => entry.Server)];

    /// <summary>The one of that name, or null.</summary>
    public AuthServer? Find(string name) => _servers.GetValueOrDefault(name)?.Server;

    /// <summary>
    /// Takes over changed options. Who has not changed goes on as it is, with all that is known of it; calls that are under way at one that has are
    /// finished as they were begun, so it is let go of and not disposed: it holds nothing but idle connections, which end by themselves.
    /// </summary>
    internal void Update(AuthServersOptions options) => _servers = Build(options, _servers);

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var server in All)
            server.Dispose();
    }

    private Dictionary<string, Entry> Build(AuthServersOptions options, Dictionary<string, Entry> before) =>
        options.ToDictionary(
            server => server.Key,
            server =>
                JsonSerializer.Serialize(server.Value) is var text && before.GetValueOrDefault(server.Key) is { } same && same.Options == text
                    ? same
                    : new Entry(_build(server.Key, server.Value), text),
            StringComparer.OrdinalIgnoreCase
        );

    private sealed record Entry(AuthServer Server, string Options);
}
