using Demo.AuthServer.Endpoints;
using Demo.AuthServer.Tokens;
using Demo.AuthServer.Traffic;
using Demo.Hosting;

namespace Demo.AuthServer;

/// <summary>
/// A small but honest OAuth 2 server with JSON endpoints beside the standard ones: refresh tokens rotate, and one used twice ends
/// its family. Its state outlives its time offline.
/// </summary>
public sealed class DemoAuthServer : IAsyncDisposable
{
    private readonly DemoAuthServerOptions _options;
    private readonly AuthServerTraffic _traffic;
    private readonly AccessTokenLedger _accessTokens;
    private readonly RefreshTokens _refreshTokens;
    private readonly SigningKey _key = new();
    private readonly Action<WebApplication> _mapEndpoints;
    private InProcessServer? _server;

    private DemoAuthServer(DemoAuthServerOptions options, TimeProvider time)
    {
        _options = options;
        _traffic = new AuthServerTraffic(time);
        _accessTokens = new AccessTokenLedger(time);
        _refreshTokens = new RefreshTokens(time, options, Counters, _accessTokens);

        var users = new UserDirectory(options);
        var clients = new ClientAuthentication(options);
        var issuer = new TokenIssuer(options, new AccessTokens(time, options, _key, _accessTokens), () => Issuer);
        _mapEndpoints = new DiscoveryEndpoints(_key, () => Issuer).Map;
        _mapEndpoints += new JsonEndpoints(users, _refreshTokens, issuer, Counters).Map;
        _mapEndpoints += new TokenEndpoint(clients, users, _refreshTokens, issuer, Counters).Map;
        _mapEndpoints += new RevocationEndpoint(clients, _refreshTokens, Counters).Map;
        _mapEndpoints += new ControlEndpoints(Faults, Counters).Map;
    }

    public Uri Address => Server.Address;

    public string Issuer => _options.Issuer ?? Address.GetLeftPart(UriPartial.Authority);

    public AuthServerCounters Counters => _traffic.Counters;

    public FaultSwitch Faults => _traffic.Faults;

    private InProcessServer Server => _server ?? throw new InvalidOperationException("The server has not started.");

    public static async Task<DemoAuthServer> StartAsync(
        DemoAuthServerOptions options, TimeProvider time, string url = "http://127.0.0.1:0")
    {
        var server = new DemoAuthServer(options, time);
        server._server = await InProcessServer.StartAsync(url, server.Configure);
        return server;
    }

    /// <summary>Refreshes happen, but their answers wait until the result is disposed.</summary>
    public IDisposable HoldRefreshes() => _traffic.RefreshAnswers.Hold();

    /// <summary>Completes when so many refresh calls have arrived, whatever becomes of them.</summary>
    public Task WaitForRefreshCallsAsync(int count, CancellationToken cancellationToken = default) =>
        Counters.RefreshCalls.WaitForAsync(count, cancellationToken);

    /// <returns>The newest access token of the user that has not expired; null where there is none.</returns>
    public string? CurrentAccessToken(string email) => _accessTokens.CurrentOf(email);

    /// <returns>True for the newest access token of any session, until it expires or its family ends.</returns>
    public bool IsCurrentAccessToken(string token) => _accessTokens.IsCurrent(token);

    /// <summary>Ends all families of the user: every refresh is refused for good from here on.</summary>
    public void RevokeSessions(string email) => _refreshTokens.EndAllOf(email);

    /// <summary>From here on connections are refused, until <see cref="GoOnlineAsync"/>.</summary>
    public Task GoOfflineAsync() => Server.StopListeningAsync();

    public Task GoOnlineAsync() => Server.StartListeningAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();

        _key.Dispose();
    }

    private void Configure(WebApplication app)
    {
        _traffic.Use(app);
        _mapEndpoints(app);
    }
}
