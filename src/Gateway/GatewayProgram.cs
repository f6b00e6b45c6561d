using Gateway.Commands;
using Gateway.Configuration;

namespace Gateway;

/// <summary>The gateway as a program: its commands, its run, and what it tells where it cannot start.</summary>
public static class GatewayProgram
{
    /// <summary>
    /// Runs the command that <paramref name="args"/> begin with, or else the gateway until it is told to end, and gives the exit code. A program of one's own
    /// adds services with <paramref name="configure"/>, before those of the gateway; every command knows of them.
    /// </summary>
    public static async Task<int> RunAsync(string[] args, Action<IServiceCollection>? configure = null)
    {
        try
        {
            var commands = new GatewayCommands(settings => GatewayApplication.Create(settings, configure: configure), GatewayApplication.Map);
            if (await commands.RunAsync(args, Console.Out) is { } exitCode)
                return exitCode;
            await using var app = GatewayApplication.Create(args, configure: configure);
            if (!await TryStartAsync(app))
                return 1;
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException) // a file of settings or of a secret
        {
            await TellAsync(error);
            return 1;
        }
    }

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
        // An address that is none or is taken, a log level that there is not: the message says it all.
        catch (Exception error) when (error is IOException or FormatException or InvalidOperationException)
        {
            await TellAsync(error);
        }
        return false;
    }

    // The innermost message is the one that names the line or the address.
    private static Task TellAsync(Exception error) =>
        Console.Error.WriteLineAsync($"The gateway cannot start: {error.Message}{(error.GetBaseException() is var root && root != error ? " " + root.Message : "")}");
}
