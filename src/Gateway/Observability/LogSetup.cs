using System.Globalization;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace Gateway.Observability;

/// <summary>Logs go to the console: text for a person in development, JSON for a machine otherwise.</summary>
internal static class LogSetup
{
    private const string Text = "{Timestamp:HH:mm:ss.fff} {Level:u3} {SourceContext}: {Message:lj}{NewLine}{Exception}";

    public static IServiceCollection AddLogs(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment) =>
        services
            .AddSingleton<RecentProblems>()
            .AddSerilog((provider, logs) => Configure(logs.WriteTo.Sink(provider.GetRequiredService<RecentProblems>()), configuration, environment));

    private static void Configure(LoggerConfiguration logs, IConfiguration configuration, IHostEnvironment environment)
    {
        logs.MinimumLevel.Information();
        // Below a warning these write request URLs with their queries, and a query may hold a code or a token.
        foreach (var source in new[] { "Microsoft.AspNetCore", "Microsoft.Extensions.Http", "System.Net.Http", "Yarp", "StackExchange" })
            logs.MinimumLevel.Override(source, LogEventLevel.Warning);
        logs.MinimumLevel.Override("Garnet", LogEventLevel.Error);
        logs.Enrich.FromLogContext().ReadFrom.Configuration(configuration);
        if (environment.IsDevelopment())
            logs.WriteTo.Console(outputTemplate: Text, formatProvider: CultureInfo.InvariantCulture);
        else
            logs.WriteTo.Console(new JsonFormatter(renderMessage: true, formatProvider: CultureInfo.InvariantCulture));
    }
}
