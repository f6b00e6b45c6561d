using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serilog.Extensions.Hosting;
using Serilog.Extensions.Logging;

namespace Serilog;

/// <summary>Serilog in the place of the framework's logger factory.</summary>
public static class SerilogServiceCollectionExtensions
{
    /// <param name="logger">null: the static logger.</param>
    /// <param name="dispose">Whether the logger ends with the container.</param>
    /// <param name="providers">The providers that the logger writes to; null: none.</param>
    public static IServiceCollection AddSerilog(
        this IServiceCollection services,
        ILogger? logger = null,
        bool dispose = false,
        LoggerProviderCollection? providers = null
    )
    {
        ArgumentNullException.ThrowIfNull(services);
        if (logger is not null)
            services.AddSingleton(logger);

        services.AddSingleton<ILoggerFactory>(provider => Factory(provider, logger, dispose, providers));
        return services.AddDiagnosticContext(_ => logger);
    }

    public static IServiceCollection AddSerilog(
        this IServiceCollection services,
        Action<LoggerConfiguration> configureLogger,
        bool preserveStaticLogger = false,
        bool writeToProviders = false
    )
    {
        ArgumentNullException.ThrowIfNull(configureLogger);
        return services.AddSerilog((_, configuration) => configureLogger(configuration), preserveStaticLogger, writeToProviders);
    }

    /// <param name="preserveStaticLogger">Whether <see cref="Log.Logger"/> stays what it is.</param>
    /// <param name="writeToProviders">Whether events also go to the framework's logger providers.</param>
    public static IServiceCollection AddSerilog(
        this IServiceCollection services,
        Action<IServiceProvider, LoggerConfiguration> configureLogger,
        bool preserveStaticLogger = false,
        bool writeToProviders = false
    )
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configureLogger);
        var providers = writeToProviders ? new LoggerProviderCollection() : null;

        services.AddSingleton(provider =>
        {
            var configuration = new LoggerConfiguration();
            if (providers is not null)
                configuration.WriteTo.Providers(providers);

            configureLogger(provider, configuration);
            var logger = configuration.CreateLogger();
            if (!preserveStaticLogger)
                Log.Logger = logger;
            return new ConfiguredLogger(logger);
        });
        // A child, since the container disposes what it hands out: the logger itself ends with the factory, after all who log.
        services.AddSingleton(provider => provider.GetRequiredService<ConfiguredLogger>().Logger.ForContext([]));
        services.AddSingleton<ILoggerFactory>(provider =>
            Factory(provider, provider.GetRequiredService<ConfiguredLogger>().Logger, dispose: true, providers)
        );
        return services.AddDiagnosticContext(provider => provider.GetRequiredService<ConfiguredLogger>().Logger);
    }

    private static SerilogLoggerFactory Factory(
        IServiceProvider services,
        ILogger? logger,
        bool dispose,
        LoggerProviderCollection? providers
    )
    {
        var factory = new SerilogLoggerFactory(logger, dispose, providers);
        if (providers is not null)
            foreach (var provider in services.GetServices<ILoggerProvider>())
                factory.AddProvider(provider);
        return factory;
    }

    private static IServiceCollection AddDiagnosticContext(this IServiceCollection services, Func<IServiceProvider, ILogger?> logger) =>
        services
            .AddSingleton(provider => new DiagnosticContext(logger(provider)))
            .AddSingleton<IDiagnosticContext>(provider => provider.GetRequiredService<DiagnosticContext>());

    private sealed record ConfiguredLogger(ILogger Logger);
}
