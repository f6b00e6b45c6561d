using Gateway.Tests.Support;

namespace Gateway.Tests.Configuration;

/// <summary>What a gateway that is started with a bad configuration ends with, and says.</summary>
internal sealed record RefusedStart(int Code, string Output)
{
    /// <summary>Starts the real gateway in <paramref name="folder"/> with that appsettings.json.</summary>
    public static async Task<RefusedStart> OfAsync(string folder, string json, params (string Name, string Value)[] environment)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "appsettings.json"), json, TestContext.Current.CancellationToken);
        using var process = Executables.Start(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "Gateway.dll"), $"--urls=http://127.0.0.1:{FreePort.Next()}"],
            folder,
            environment.ToDictionary(pair => pair.Name, pair => (string?)pair.Value)
        );
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2));
            return new RefusedStart(process.ExitCode, await output + await error);
        }
        catch (TimeoutException)
        {
            return new RefusedStart(-1, "The gateway did not end.");
        }
        finally
        {
            process.Kill(); // where it started after all
        }
    }
}
