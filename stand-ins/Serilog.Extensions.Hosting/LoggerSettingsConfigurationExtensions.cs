using Microsoft.Extensions.DependencyInjection;
using Serilog.Configuration;
using Serilog.Core;

namespace Serilog;

/// <summary><c>ReadFrom.Services(…)</c>: a logger takes what the container holds for it.</summary>
public static class LoggerSettingsConfigurationExtensions
{
    public static LoggerConfiguration Services(this LoggerSettingsConfiguration loggerSettings, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(loggerSettings);
        ArgumentNullException.ThrowIfNull(services);
        return loggerSettings.Settings(new FromServices(services));
    }

    private sealed class FromServices(IServiceProvider services) : ILoggerSettings
    {
        public void Configure(LoggerConfiguration configuration)
        {
            if (services.GetService<LoggingLevelSwitch>() is { } level)
                configuration.MinimumLevel.ControlledBy(level);

            foreach (var settings in services.GetServices<ILoggerSettings>())
                configuration.ReadFrom.Settings(settings);

            configuration.Destructure.With([.. services.GetServices<IDestructuringPolicy>()]);
            configuration.Enrich.With([.. services.GetServices<ILogEventEnricher>()]);
            configuration.Filter.With([.. services.GetServices<ILogEventFilter>()]);

            foreach (var sink in services.GetServices<ILogEventSink>())
                configuration.WriteTo.Sink(sink);
        }
    }
}
