using System.Collections.ObjectModel;
using Gateway.AuthServers;
using Gateway.AuthServers.OpenId;

namespace Gateway.SignIn;

/// <summary>The auth servers that people can sign in at by redirect.</summary>
internal sealed class SignInServers(AuthServerRegistry registry)
{
    // Endpoints are mapped at start, and only where there is any use for them.
    private readonly bool _isOffered = Any(registry).Any();

    /// <summary>All of them, by name. Where there was none at the start of the gateway, none until it starts again.</summary>
    public IReadOnlyDictionary<string, OpenIdClient> All =>
        _isOffered ? Any(registry).ToDictionary(server => server.Name, StringComparer.OrdinalIgnoreCase) : ReadOnlyDictionary<string, OpenIdClient>.Empty;

    /// <summary>The one that is meant where none is named: the only one, or the one called default. Null: a person has to choose.</summary>
    public string? Default =>
        All is var all && all.Count is 1 ? all.Keys.First()
        : all.ContainsKey("default") ? "default"
        : null;

    private static IEnumerable<OpenIdClient> Any(AuthServerRegistry registry) => registry.All.Select(server => server.OpenId).OfType<OpenIdClient>();
}
