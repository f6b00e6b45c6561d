using Gateway.AuthServers;
using Gateway.Sessions;

namespace Gateway.Account;

/// <summary>Where a browser ends its session at the auth server as well, or it would be signed in again without a question.</summary>
internal sealed class SignOutThere(AuthServerRegistry authServers)
{
    /// <summary>The address for the browser; null where there is none.</summary>
    public Task<string?> UrlAsync(Session session, CancellationToken cancellationToken) =>
        authServers.Find(session.AuthServer)?.OpenId?.SignOutUrlAsync(session.Tokens.IdToken, cancellationToken) ?? Task.FromResult<string?>(null);
}
