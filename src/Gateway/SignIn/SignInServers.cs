using Gateway.AuthServers;
using Gateway.AuthServers.OpenId;

namespace Gateway.SignIn;

/// <summary>The auth servers that people can sign in at by redirect.</summary>
internal sealed class SignInServers(AuthServerRegistry registry)
{
    /// <summary>All of them, by name.</summary>
    public IReadOnlyDictionary<string, OpenIdClient> All { get; } =
        registry.All.Where(server => server.OpenId is not null).ToDictionary(server => server.Name, server => server.OpenId!, StringComparer.OrdinalIgnoreCase);

    /// <summary>The one that is meant where none is named: the only one, or the one called default. Null: a person has to choose.</summary>
    public string? Default =>
        All.Count is 1 ? All.Keys.First()
        : All.ContainsKey("default") ? "default"
        : null;
}
