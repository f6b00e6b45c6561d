using Gateway.Redis;
using Gateway.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Support;

/// <summary>The real gateway in this process, on a free port, in an empty working directory.</summary>
public sealed class GatewayHost : IAsyncDisposable
{
    private readonly TempDirectory _directory;
    private readonly WebApplication _app;

    private GatewayHost(TempDirectory directory, WebApplication app) => (_directory, _app) = (directory, app);

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public IServiceProvider Services => _app.Services;

    /// <summary>Ends when this instance has heard of the next change of a record and has acted on it.</summary>
    public Task NextChangeOfAsync(string record) => Services.GetRequiredService<RecordChanges>().NextAsync(record);

    /// <summary>Ends when it has its store again and hears of changes. Nothing tells of that but its log.</summary>
    public async Task StoreIsBackAsync()
    {
        var (redis, epoch) = (Services.GetRequiredService<RedisConnection>(), Services.GetRequiredService<SubscriptionEpoch>());
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!redis.IsConnected || epoch.Current is SubscriptionEpoch.None)
            await Task.Delay(5, patience.Token);
    }

    public static async Task<GatewayHost> StartAsync(IEnumerable<KeyValuePair<string, string?>> settings, TimeProvider? time = null, Action<IServiceCollection>? configure = null)
    {
        var directory = new TempDirectory();
        string[] arguments = ["--urls=http://127.0.0.1:0", $"--contentRoot={directory.Path}", "--hostBuilder:reloadConfigOnChange=false"]; // there is no file
        var app = GatewayApplication.Create(arguments, Quiet(settings), services => (configure ?? Nothing)(services.AddSingleton(time ?? TimeProvider.System)));
        var host = new GatewayHost(directory, app);
        try
        {
            await app.StartCheckedAsync();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks it to end, as SIGTERM does, and ends when it has.</summary>
    public async Task StopAsync()
    {
        _app.Lifetime.StopApplication();
        await _app.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _directory.Dispose();
    }

    private static void Nothing(IServiceCollection services) { }

    private static readonly string[] Sources = ["Default", "Override:Microsoft", "Override:Microsoft.AspNetCore", "Override:Yarp", "Override:Garnet"];

    // A test's output is for what failed.
    private static IEnumerable<KeyValuePair<string, string?>> Quiet(IEnumerable<KeyValuePair<string, string?>> settings) =>
        Sources
            .Select(source => KeyValuePair.Create<string, string?>($"Serilog:MinimumLevel:{source}", "Fatal"))
            .Concat(settings)
            .GroupBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase)
            .Select(same => same.Last()); // unless the test is about logs
}
