using Gateway;
using Gateway.Commands;
using Gateway.Configuration;

try
{
    var commands = new GatewayCommands(settings => GatewayApplication.Create(settings), GatewayApplication.Map);
    if (await commands.RunAsync(args, Console.Out) is { } exitCode)
        return exitCode;
    await using var app = GatewayApplication.Create(args);
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

static async Task<bool> TryStartAsync(WebApplication app)
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
static Task TellAsync(Exception error) =>
    Console.Error.WriteLineAsync($"The gateway cannot start: {error.Message}{(error.GetBaseException() is var root && root != error ? " " + root.Message : "")}");
