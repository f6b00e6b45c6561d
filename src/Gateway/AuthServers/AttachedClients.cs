using Microsoft.Extensions.Options;

namespace Gateway.AuthServers;

/// <summary>Gives each entry the client that is registered for it, at start and each time that the options are read anew.</summary>
internal sealed class AttachedClients(IEnumerable<IAuthServerClient> clients) : IPostConfigureOptions<AuthServersOptions>
{
    private readonly IReadOnlyList<AttachedClient> _clients = [.. clients.Select(AttachedClient.Of)];

    public void PostConfigure(string? name, AuthServersOptions options)
    {
        options.Clients = _clients;
        foreach (var (server, client) in _clients)
            if (options.TryGetValue(server, out var entry))
                (options[server] = entry ?? new AuthServerOptions()).Client = client; // nothing may be written in it
    }
}
