using Gateway.Account;
using Gateway.Admin;
using Gateway.Answers;
using Gateway.AuthServers;
using Gateway.Configuration;
using Gateway.Devices;
using Gateway.Drain;
using Gateway.Events;
using Gateway.Lifecycle;
using Gateway.Observability;
using Gateway.Protection;
using Gateway.Proxy;
using Gateway.Redis;
using Gateway.Refresh;
using Gateway.Sessions;
using Gateway.SignIn;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Options;

namespace Gateway;

/// <summary>Puts the gateway together: the table of contents.</summary>
public static class GatewayApplication
{
    /// <summary>Builds it from appsettings.json of the working directory, the environment, <paramref name="args"/> and <paramref name="settings"/>, the later the stronger.</summary>
    public static WebApplication Create(string[] args, IEnumerable<KeyValuePair<string, string?>>? settings = null, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(KeptJsonSource.Unwatched(args));
        KeptJsonSource.Replace(builder.Configuration.Sources, args);
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        SecretsOptions.AddFiles(builder.Configuration);
        AddSystemd(builder.Services);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.Configure<KestrelServerOptions>(kestrel => KestrelCheck.Configure(kestrel, builder.Configuration));
        configure?.Invoke(builder.Services);
        builder.Services.TryAddSingleton(TimeProvider.System);

        builder
            .Services.AddReload(builder.Configuration)
            .AddObservability(builder.Configuration, builder.Environment)
            .AddDrain()
            .AddDevices()
            .AddAnswers()
            .AddRedis()
            .AddSessions()
            .AddAuthServers(services => services.GetRequiredService<IOptions<RefreshOptions>>().Value.Timeout)
            .AddEvents()
            .AddProtection()
            .AddLifecycle()
            .AddRefresh()
            .AddSignIn(services => services.GetRequiredService<IOptions<AccountOptions>>().Value.BasePath)
            .AddAccount()
            .AddAdmin()
            .AddProxy(builder.Configuration);

        return builder.Build();
    }

    /// <summary>Starts it once its whole configuration has been found good. Throws <see cref="ConfigurationFaultException"/> with every fault.</summary>
    public static async Task StartCheckedAsync(this WebApplication app, CancellationToken cancellationToken = default)
    {
        var faults = await app.Services.CheckConfigurationAsync();
        if (faults.Count > 0)
            throw new ConfigurationFaultException(faults);
        app.Map();
        await app.StartAsync(cancellationToken);
    }

    // Where systemd starts it: tells when it is ready and when it ends. The framework's own AddSystemd looks whether the parent has that name, which a service
    // that sees no processes but its own (ProtectProc=invisible) never finds.
    private static void AddSystemd(IServiceCollection services)
    {
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is { Length: > 0 })
            services.AddSingleton<ISystemdNotifier, SystemdNotifier>().AddSingleton<IHostLifetime, SystemdLifetime>();
    }

    /// <summary>The way of a request. Built only now, since it is built out of a configuration that must be good.</summary>
    internal static void Map(this WebApplication app)
    {
        app.UseDrain();
        app.UseProtection();
        app.UseObservability();
        app.MapObservability();
        app.MapSignIn();
        app.MapAccount();
        app.MapReverseProxy();
    }
}
