using Demo.Hosting;
using Demo.Page;

namespace Demo.Api;

/// <summary>A sample API that believes nobody: it checks each token itself and says what it received. It also serves the demo's page.</summary>
public sealed class DemoApi : IAsyncDisposable
{
    private readonly SigningKeys _keys;
    private readonly InProcessServer _server;

    private DemoApi(SigningKeys keys, InProcessServer server)
    {
        _keys = keys;
        _server = server;
    }

    public Uri Address => _server.Address;

    /// <summary>Where the gateway's events are received.</summary>
    public Uri WebhookAddress => new(Address, WebhookEndpoint.Path);

    public static async Task<DemoApi> StartAsync(DemoApiOptions options, TimeProvider time, string url = "http://127.0.0.1:0")
    {
        ArgumentNullException.ThrowIfNull(options);

        // Fetched before the first request: an API without the keys of its auth server can check nothing.
        var keys = new SigningKeys(options.Authority, time);
        await keys.FetchAsync(CancellationToken.None);

        var bearer = new BearerTokens(options, keys, time);
        var notices = new Notices(time);
        var server = await InProcessServer.StartAsync(url, app =>
        {
            new ReceivedEndpoint(options, bearer, time).Map(app);
            new NoticesEndpoint(notices, bearer).Map(app);
            if (options.WebhookSecret is { } secret)
                new WebhookEndpoint(secret, notices, time).Map(app);
            PageEndpoints.Map(app);
        });
        return new DemoApi(keys, server);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _keys.Dispose();
    }
}
