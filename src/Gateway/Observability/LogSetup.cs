using System.Globalization;
using Gateway.Configuration;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace Gateway.Observability;

/// <summary>Logs go to the console: text for a person in development, JSON for a machine otherwise.</summary>
internal static class LogSetup
{
    private const string LeaveCheck = "drain"; // the health check that says so
    private const string Text = "{Timestamp:HH:mm:ss.fff} {Level:u3} {SourceContext}: {Message:lj}{NewLine}{Exception}";

    public static IServiceCollection AddLogs(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment) =>
        services
            .AddSingleton<RecentProblems>()
            .AddSingleton<IConfigurationCheck, LogLevels>()
            .AddSerilog((provider, logs) => Configure(logs.WriteTo.Sink(provider.GetRequiredService<RecentProblems>()), configuration, environment, isCommand: provider.GetService<LogsOfCommands>() is not null));

    private static void Configure(LoggerConfiguration logs, IConfiguration configuration, IHostEnvironment environment, bool isCommand)
    {
        var errors = isCommand ? LogEventLevel.Verbose : (LogEventLevel?)null;
        logs.MinimumLevel.Information();
        // Below a warning these write request URLs with their queries, and a query may hold a code or a token.
        foreach (var source in new[] { "Microsoft.AspNetCore", "Microsoft.Extensions.Http", "System.Net.Http", "Yarp", "StackExchange" })
            logs.MinimumLevel.Override(source, LogEventLevel.Warning);
        logs.MinimumLevel.Override("Garnet", LogEventLevel.Error);
        logs.MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error); // warns of keys that do not last, and nothing of ours is sealed by any
        logs.Enrich.FromLogContext().Filter.ByExcluding(IsTakingLeave);
        if (!LogLevels.FaultsOf(configuration).Any()) // else these are told with all others, and nothing starts
            logs.ReadFrom.Configuration(configuration);
        if (environment.IsDevelopment())
            logs.WriteTo.Console(outputTemplate: Text, formatProvider: CultureInfo.InvariantCulture, standardErrorFromLevel: errors);
        else
            logs.WriteTo.Console(new JsonFormatter(renderMessage: true, formatProvider: CultureInfo.InvariantCulture), standardErrorFromLevel: errors);
    }

    // Each look at /readyz would write an error, while it is meant to be not ready. That it takes leave is told once.
    private static bool IsTakingLeave(LogEvent line) => line.Properties.GetValueOrDefault("HealthCheckName") is ScalarValue { Value: LeaveCheck };
}
