using System.Security.Cryptography;
using Demo.Api;
using Demo.AuthServer;
using Demo.AuthServer.Clients;
using Gateway;

namespace Demo;

/// <summary>The auth server, the API with its page, and the real gateway in front of them, all in this process.</summary>
public sealed class DemoHost : IAsyncDisposable
{
    private const string DefaultUrl = "http://localhost:7080";
    private const string DefaultDataDirectory = "data/demo";

    private readonly DemoApi _api;
    private readonly WebApplication? _gateway;

    private DemoHost(DemoAuthServer authServer, DemoApi api, WebApplication? gateway)
    {
        AuthServer = authServer;
        _api = api;
        _gateway = gateway;
    }

    public DemoAuthServer AuthServer { get; }

    /// <summary>Where a browser goes; null where the gateway is elsewhere.</summary>
    public Uri? Address => _gateway is null ? null : new Uri(_gateway.Urls.First());

    public static async Task<DemoHost> StartAsync(string[] args)
    {
        var configuration = new ConfigurationBuilder()
            .AddEnvironmentVariables()
            .AddEnvironmentVariables("ASPNETCORE_")
            .AddCommandLine(args)
            .Build();
        var options = configuration.GetSection("Demo").Get<DemoOptions>() ?? new DemoOptions();

        var authServer = await DemoAuthServer.StartAsync(
            new DemoAuthServerOptions { Issuer = options.Issuer, PublicAddress = options.PublicAuthServerUrl, AccessTokenLifetime = options.AccessTokenLifetime },
            TimeProvider.System,
            options.AuthServerUrl);
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var api = await DemoApi.StartAsync(
            new DemoApiOptions { Authority = authServer.Address, WebhookSecret = secret }, TimeProvider.System, options.ApiUrl);
        var demo = new DemoHost(authServer, api, options.Gateway ? CreateGateway(authServer, api, secret, configuration, args) : null);
        try
        {
            if (demo._gateway is not null)
                await demo._gateway.StartCheckedAsync();
            if ((demo.Address ?? options.GatewayUrl) is { } gateway)
                Register(gateway, authServer.Client);

            return demo;
        }
        catch
        {
            await demo.DisposeAsync();
            throw;
        }
    }

    /// <summary>Completes at Ctrl+C or when the process is told to end.</summary>
    public Task WaitForShutdownAsync() => _gateway is not null ? _gateway.WaitForShutdownAsync() : new HostBuilder().RunConsoleAsync();

    /// <summary>The gateway goes first: it may still have a refresh to finish.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
            await _gateway.DisposeAsync();

        await _api.DisposeAsync();
        await AuthServer.DisposeAsync();
    }

    // People type either name of this machine, and a redirect URI is compared as text.
    private static void Register(Uri gateway, RegisteredClient client)
    {
        foreach (var host in new HashSet<string>(StringComparer.Ordinal) { "localhost", "127.0.0.1", gateway.Host })
            client.AddGateway(new UriBuilder(gateway) { Host = host }.Uri);
    }

    private static WebApplication CreateGateway(DemoAuthServer authServer, DemoApi api, string secret, IConfiguration configuration, string[] args)
    {
        var data = Path.GetFullPath(configuration["Gateway:Redis:DataDirectory"] ?? DefaultDataDirectory);
        Directory.CreateDirectory(data);

        // The demo brings its whole configuration: the content root is a place without an appsettings.json of somebody else.
        // What the caller gives comes last and wins.
        var url = configuration["urls"] ?? DefaultUrl;
        var settings = DemoSettings.For(authServer, api, url, secret, data).Select(setting => $"--{setting.Key}={setting.Value}");
        return GatewayApplication.Create(
            [
                $"--contentRoot={data}",
                $"--environment={Environments.Development}",
                $"--urls={url}",
                .. settings,
                .. args,
            ]);
    }
}
