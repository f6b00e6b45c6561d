using Demo.AuthServer.Sso;
using Demo.AuthServer.Tokens;

namespace Demo.AuthServer.Logout;

/// <summary>Ends a session of the auth server, with the refresh tokens that came of it, and tells the client behind the browser's back.</summary>
internal sealed class SsoLogout(SsoSessions sessions, RefreshTokens refreshTokens, LogoutTokens tokens, BackchannelLogout client)
{
    public async Task EndAsync(SsoSession session, CancellationToken cancellationToken)
    {
        sessions.End(session);
        refreshTokens.EndAllOf(session);
        await client.SendAsync(tokens.Issue(session.Email, session.Id), cancellationToken);
    }

    public async Task EndAllAsync(string email, CancellationToken cancellationToken)
    {
        foreach (var session in sessions.Of(email))
            await EndAsync(session, cancellationToken);
    }
}
