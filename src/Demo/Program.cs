using Demo;
using Demo.AuthServer;
using Gateway.Configuration;

try
{
    await using var demo = await DemoHost.StartAsync(args);
    Console.WriteLine(demo.Address is { } address
        ? $"""

          Gateway demo

            Open     {address.GetLeftPart(UriPartial.Authority)}
            Sign in  {DemoAuthServerOptions.DemoEmail} with the password {DemoAuthServerOptions.DemoPassword}

          Access tokens live 10 seconds here. Call the API every second and watch the refreshes.
          Ctrl+C ends it.

          """
        : $"The demo's auth server listens on {demo.AuthServer.Address}, its API beside it. Ctrl+C ends them.");
    await demo.WaitForShutdownAsync();
    return 0;
}
catch (ConfigurationFaultException error)
{
    foreach (var fault in error.Faults)
        await Console.Error.WriteLineAsync($"{fault}");

    return 1;
}
catch (IOException error)
{
    // A port that is taken, most likely by a demo that still runs.
    await Console.Error.WriteLineAsync($"The demo cannot start: {error.Message}");
    return 1;
}
