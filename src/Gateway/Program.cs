using Gateway;
using Gateway.Configuration;

try
{
    await using var app = GatewayApplication.Create(args);
    await app.StartCheckedAsync();
    await app.WaitForShutdownAsync();
    return 0;
}
catch (ConfigurationFaultException error)
{
    await Console.Error.WriteLineAsync($"The gateway cannot start, its configuration has {error.Faults.Count} fault(s):");
    foreach (var fault in error.Faults)
        await Console.Error.WriteLineAsync($"  {fault}");
    return 1;
}
// A file that is no JSON, an address that is none or is taken, a log level that there is not: the message says it all.
catch (Exception error) when (error is InvalidDataException or IOException or FormatException or InvalidOperationException)
{
    await Console.Error.WriteLineAsync($"The gateway cannot start: {Explain(error)}");
    return 1;
}

// The innermost message is the one that names the line or the address.
static string Explain(Exception error) =>
    error.GetBaseException() is var root && root != error ? $"{error.Message} {root.Message}" : error.Message;
