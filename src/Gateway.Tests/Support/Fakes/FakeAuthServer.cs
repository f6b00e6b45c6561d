using Demo.AuthServer.Tokens;
using Demo.AuthServer.Traffic;
using Demo.Hosting;
using Microsoft.AspNetCore.Builder;

namespace Gateway.Tests.Support.Fakes;

/// <summary>
/// What the fakes of auth-servers.md have in common: an address, one user, counters, faults, and the knowledge of which access
/// tokens are current. How they speak is each one's own.
/// </summary>
public abstract class FakeAuthServer : IAsyncDisposable
{
    public const string Email = "user@example.com";
    public const string Password = "correct-horse";

    private readonly AuthServerTraffic _traffic;
    private InProcessServer? _server;

    private protected FakeAuthServer(TimeProvider time)
    {
        Time = time;
        Jwt = new HmacJwt(time);
        AccessTokens = new AccessTokenLedger(time);
        _traffic = new AuthServerTraffic(time);
        Users.Add(Email, Password);
    }

    public Uri Address => Server.Address;

    public AuthServerCounters Counters => _traffic.Counters;

    public FaultSwitch Faults => _traffic.Faults;

    public FakeUsers Users { get; } = new();

    private protected TimeProvider Time { get; }

    private protected HmacJwt Jwt { get; }

    private protected AccessTokenLedger AccessTokens { get; }

    private InProcessServer Server => _server ?? throw new InvalidOperationException("The server has not started.");

    /// <summary>Refreshes happen, but their answers wait until the result is disposed.</summary>
    public IDisposable HoldRefreshes() => _traffic.RefreshAnswers.Hold();

    /// <summary>Completes when so many refresh calls have arrived, whatever becomes of them.</summary>
    public Task WaitForRefreshCallsAsync(int count, CancellationToken cancellationToken = default) =>
        Counters.RefreshCalls.WaitForAsync(count, cancellationToken);

    /// <returns>The newest access token of the user that has not expired; null where there is none.</returns>
    public string? CurrentAccessToken(string email = Email) => AccessTokens.CurrentOf(email);

    /// <returns>True for the newest access token of any session, until it expires or its session ends.</returns>
    public bool IsCurrentAccessToken(string token) => AccessTokens.IsCurrent(token);

    /// <summary>From here on every refresh of the user's present sessions is refused for good.</summary>
    public abstract void RevokeSessions(string email = Email);

    /// <summary>From here on connections are refused, until <see cref="GoOnlineAsync"/>.</summary>
    public Task GoOfflineAsync() => Server.StopListeningAsync();

    public Task GoOnlineAsync() => Server.StartListeningAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private protected static async Task<TServer> StartAsync<TServer>(TServer server)
        where TServer : FakeAuthServer
    {
        server._server = await InProcessServer.StartAsync("http://127.0.0.1:0", server.Configure);
        return server;
    }

    /// <summary>What stands before everything else, faults included.</summary>
    private protected virtual void UseFirst(WebApplication app)
    {
    }

    private protected abstract void MapEndpoints(WebApplication app);

    private void Configure(WebApplication app)
    {
        UseFirst(app);
        _traffic.Use(app);
        MapEndpoints(app);
    }
}
