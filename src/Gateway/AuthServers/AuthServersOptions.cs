using Gateway.AuthServers.Calls;
using Gateway.Configuration;

namespace Gateway.AuthServers;

/// <summary>
/// The auth servers by name, section <c>Gateway:AuthServers</c>. A SignIn route names one with its metadata <c>AuthServer</c>;
/// the one called <c>default</c> is meant where none is named. Default: none. Changes take effect without a restart.
/// </summary>
[Live]
public sealed class AuthServersOptions() : Dictionary<string, AuthServerOptions>(StringComparer.OrdinalIgnoreCase), ICheckedOptions
{
    /// <summary>Those that are called by code.</summary>
    internal IReadOnlyList<AttachedClient> Clients { get; set; } = [];

    /// <inheritdoc />
    public IEnumerable<Fault> Check(string section) =>
        [
            .. this.SelectMany(server => CheckOne($"{section}:{server.Key}", server.Key, server.Value)),
            .. CheckClientIds(section),
            .. CheckClients(section),
        ];

    // The name becomes part of key names in Redis and of the path /auth/sign-in/{name}.
    private static IEnumerable<Fault> CheckOne(string key, string name, AuthServerOptions? server)
    {
        if (name.Length > 64 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            yield return new Fault(key, "is no name for an auth server: up to 64 letters, digits, - and _ are expected");
        foreach (var fault in (server ?? new AuthServerOptions()).Check(key))
            yield return fault;
    }

    // What comes from there names issuer and client, and by these alone the auth server is found.
    private IEnumerable<Fault> CheckClientIds(string section) =>
        from server in this
        where server.Value is { Authority: not null, ClientId: not null }
        group server.Key by (IssuerName.Normalize(IssuerName.Of(server.Value)!), server.Value.ClientId) into same
        from twin in same.Skip(1)
        select new Fault($"{section}:{twin}:ClientId", $"is that of '{same.First()}' at the same issuer, so a logout from there could mean either");

    private IEnumerable<Fault> CheckClients(string section) =>
        [
            .. from client in Clients
            where client.Name.Length is 0
            select new Fault(section, $"{TypeOf(client)} has no name to tell, so it is the client of no auth server"),
            .. from client in Clients
            where client.Name.Length > 0 && !ContainsKey(client.Name)
            select new Fault($"{section}:{client.Name}", $"is missing: {TypeOf(client)} is the client of an auth server of that name"),
            .. from client in Clients
            where client.Name.Length > 0
            group client by client.Name.ToUpperInvariant() into same
            where same.Count() > 1
            select new Fault($"{section}:{same.First().Name}", $"has several clients: {string.Join(", ", same.Select(TypeOf))}"),
        ];

    private static string TypeOf(AttachedClient client) => client.Client.GetType().Name;
}
