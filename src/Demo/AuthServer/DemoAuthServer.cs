using System.Net;
using Demo.AuthServer.Clients;
using Demo.AuthServer.Traffic;
using Demo.Hosting;

namespace Demo.AuthServer;

/// <summary>
/// A small but honest OpenID provider, with JSON endpoints beside the standard ones: refresh tokens rotate, and one used twice ends
/// its family. Its state outlives its time offline.
/// </summary>
public sealed class DemoAuthServer : IAsyncDisposable
{
    private readonly DemoAuthServerOptions _options;
    private readonly AuthServerParts _parts;
    private InProcessServer? _server;

    private DemoAuthServer(DemoAuthServerOptions options, TimeProvider time)
    {
        _options = options;
        _parts = new AuthServerParts(options, time, () => Issuer);
    }

    public Uri Address => Server.Address;

    public string Issuer => _options.Issuer ?? Address.GetLeftPart(UriPartial.Authority);

    /// <summary>The gateway, as it is registered.</summary>
    public RegisteredClient Client => _parts.Client;

    public AuthServerCounters Counters => _parts.Traffic.Counters;

    public FaultSwitch Faults => _parts.Traffic.Faults;

    /// <summary>Spoils the next id_tokens.</summary>
    public TokenFaultSwitch IdTokenFaults => _parts.IdTokenFaults;

    /// <summary>Spoils the next logout tokens.</summary>
    public TokenFaultSwitch LogoutTokenFaults => _parts.LogoutTokenFaults;

    private InProcessServer Server => _server ?? throw new InvalidOperationException("The server has not started.");

    public static async Task<DemoAuthServer> StartAsync(
        DemoAuthServerOptions options, TimeProvider time, string url = "http://127.0.0.1:0")
    {
        var server = new DemoAuthServer(options, time);
        server._server = await InProcessServer.StartAsync(url, server._parts.Configure);
        return server;
    }

    /// <summary>Refreshes happen, but their answers wait until the result is disposed.</summary>
    public IDisposable HoldRefreshes() => _parts.Traffic.RefreshAnswers.Hold();

    /// <summary>Completes when so many refresh calls have arrived, whatever becomes of them.</summary>
    public Task WaitForRefreshCallsAsync(int count, CancellationToken cancellationToken = default) =>
        Counters.RefreshCalls.WaitForAsync(count, cancellationToken);

    /// <returns>The newest access token of the user that has not expired; null where there is none.</returns>
    public string? CurrentAccessToken(string email) => _parts.AccessTokens.CurrentOf(email);

    /// <returns>True for the newest access token of any session, until it expires or its family ends.</returns>
    public bool IsCurrentAccessToken(string token) => _parts.AccessTokens.IsCurrent(token);

    /// <summary>Ends all families of the user: every refresh is refused for good from here on.</summary>
    public void RevokeSessions(string email) => _parts.RefreshTokens.EndAllOf(email);

    /// <summary>From here on another key signs.</summary>
    /// <param name="keepOld">False withdraws the keys so far: what they signed is good for nothing.</param>
    public void RollKeyOver(bool keepOld = true) => _parts.Keys.RollOver(keepOld);

    /// <returns>The ids (<c>sid</c>) of the user's sessions at this server, one for each browser.</returns>
    public IReadOnlyList<string> SessionIdsOf(string email) => [.. _parts.Sessions.Of(email).Select(session => session.Id)];

    /// <summary>Ends the user's sessions at this server, as an administrator does, and tells the client by the back channel.</summary>
    public Task LogOutAsync(string email, CancellationToken cancellationToken = default) => _parts.Logout.EndAllAsync(email, cancellationToken);

    /// <summary>Makes a logout token, for one session or (without its id) for all of the user's; nothing has ended here.</summary>
    public string NewLogoutToken(string? email, string? sessionId = null) => _parts.LogoutTokens.Issue(email, sessionId);

    /// <summary>Posts a logout token to the client.</summary>
    /// <returns>What the client answered; null where none is registered or it could not be reached.</returns>
    public Task<HttpStatusCode?> SendLogoutTokenAsync(string logoutToken, CancellationToken cancellationToken = default) =>
        _parts.BackchannelLogout.SendAsync(logoutToken, cancellationToken);

    /// <summary>From here on connections are refused, until <see cref="GoOnlineAsync"/>.</summary>
    public Task GoOfflineAsync() => Server.StopListeningAsync();

    public Task GoOnlineAsync() => Server.StartListeningAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();

        _parts.Dispose();
    }
}
