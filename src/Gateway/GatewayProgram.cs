using Gateway.Commands;
using Gateway.Configuration;
using Gateway.Observability;

namespace Gateway;

/// <summary>The gateway as a program: its commands, its run, and what it tells where it cannot start.</summary>
public static class GatewayProgram
{
    /// <summary>
    /// Runs the command that <paramref name="args"/> name, or else the gateway until it is told to end, and gives the exit code. A program of one's own
    /// adds services with <paramref name="configure"/>, before those of the gateway; every command knows of them.
    /// </summary>
    public static async Task<int> RunAsync(string[] args, Action<IServiceCollection>? configure = null)
    {
        WebApplication app;
        try
        {
            var commands = new GatewayCommands(
                settings => GatewayApplication.Create(settings, configure: services => (configure ?? Nothing)(services.AddSingleton<LogsOfCommands>())),
                GatewayApplication.Map
            );
            if (await commands.RunAsync(args, Console.Out) is { } exitCode)
                return exitCode;
            app = GatewayApplication.Create(args, configure: configure);
        }
        catch (Exception error) when (StartFailure.Is(error))
        {
            await TellAsync(error);
            return 1;
        }
        await using (app)
        {
            if (!await TryStartAsync(app))
                return 1;
            await app.WaitForShutdownAsync();
            return 0;
        }
    }

    private static void Nothing(IServiceCollection services) { }

    private static async Task<bool> TryStartAsync(WebApplication app)
    {
        try
        {
            await app.StartCheckedAsync();
            return true;
        }
        catch (ConfigurationFaultException error)
        {
            await Console.Error.WriteLineAsync($"The gateway cannot start, its configuration has {error.Faults.Count} fault(s):");
            foreach (var fault in error.Faults)
                await Console.Error.WriteLineAsync($"  {fault}");
        }
        catch (Exception error) when (StartFailure.Is(error))
        {
            await TellAsync(error);
        }
        return false;
    }

    private static Task TellAsync(Exception error) => Console.Error.WriteLineAsync($"The gateway cannot start: {StartFailure.Explain(error)}");
}
