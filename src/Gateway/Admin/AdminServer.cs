using Gateway.Observability;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

namespace Gateway.Admin;

/// <summary>
/// The listener of operators: a server of its own beside the gateway's, with a pipeline of its own. So what is served there cannot be reached through
/// the other, whatever its Host header or its routes say, and nothing of the gateway's can be reached here.
/// </summary>
internal sealed class AdminServer(IServiceProvider gateway, IOptions<AdminOptions> options) : IHostedService, IAsyncDisposable
{
    private const int MaxBody = 64 * 1024; // nothing here takes one
    private WebApplication? _app;

    /// <summary>Where it listens; null while it is off.</summary>
    public string? Address => _app?.Urls.First();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.IsOn)
            return;
        _app = Build();
        await _app.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _app, null) is { } app)
            await app.DisposeAsync();
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => (kestrel.AddServerHeader, kestrel.Limits.MaxRequestBodySize) = (false, MaxBody));
        builder.Services.AddRoutingCore().AddSingleton<IHostLifetime, TheGateways>();
        // Logs, time and health are the gateway's own.
        builder.Services.AddSingleton(gateway.GetRequiredService<ILoggerFactory>());
        builder.Services.AddSingleton(gateway.GetRequiredService<TimeProvider>());
        builder.Services.AddSingleton(gateway.GetRequiredService<HealthCheckService>());

        var app = builder.Build();
        app.Urls.Add(options.Value.Url!);
        app.UseObservability();
        app.MapObservability();
        gateway.GetRequiredService<AdminKey>().Guard(app.MapPrometheusScrapingEndpoint("/metrics", gateway.GetRequiredService<MeterProvider>(), configureBranchedPipeline: null, optionsName: null));
        gateway.GetRequiredService<AdminSessions>().Map(app);
        gateway.GetRequiredService<StatusPage>().Map(app);
        return app;
    }

    /// <summary>It starts and stops with the gateway, which hears the signals.</summary>
    private sealed class TheGateways : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
