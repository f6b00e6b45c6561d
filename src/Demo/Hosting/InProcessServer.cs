namespace Demo.Hosting;

/// <summary>A small Kestrel application inside this process. It can go offline (connections are refused) and come back on its port.</summary>
public sealed class InProcessServer : IAsyncDisposable
{
    // Long enough for an answer that is being written, short enough for a test that stops a busy server.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(2);

    private readonly Action<WebApplication> _configure;
    private string _url;
    private WebApplication? _app;

    private InProcessServer(string url, Action<WebApplication> configure)
    {
        _url = url;
        _configure = configure;
    }

    /// <summary>Where a client on this machine reaches it, also where it listens on every address.</summary>
    public Uri Address
    {
        get
        {
            var binding = BindingAddress.Parse(_url);
            var host = binding.Host is "0.0.0.0" or "[::]" or "*" or "+" ? "127.0.0.1" : binding.Host;
            return new UriBuilder(binding.Scheme, host, binding.Port).Uri;
        }
    }

    /// <param name="url">Where to listen; port 0 takes a free one, which stays the same from then on.</param>
    /// <param name="configure">Builds the pipeline; called once more after each time offline.</param>
    public static async Task<InProcessServer> StartAsync(string url, Action<WebApplication> configure)
    {
        var server = new InProcessServer(url, configure);
        await server.StartListeningAsync();
        return server;
    }

    public async Task StartListeningAsync()
    {
        if (_app is not null)
            return;

        // Empty on purpose: neither the working directory's appsettings.json nor ASPNETCORE_URLS is meant for this server.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddRouting();
        builder.Services.AddSingleton<IHostLifetime, OwnedLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);

        var app = builder.Build();
        app.Urls.Add(_url);
        _configure(app);
        await app.StartAsync();

        _app = app;
        _url = app.Urls.Single();
    }

    /// <summary>From here on connections are refused, as by a server that is not running.</summary>
    public async Task StopListeningAsync()
    {
        if (Interlocked.Exchange(ref _app, null) is not { } app)
            return;

        await app.StopAsync();
        await app.DisposeAsync();
    }

    public async ValueTask DisposeAsync() => await StopListeningAsync();
}
