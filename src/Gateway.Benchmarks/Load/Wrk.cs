using System.Globalization;

namespace Gateway.Benchmarks.Load;

/// <summary>Runs wrk, the closed-loop load generator. It sends the cookies of a file in turn, one a request.</summary>
internal static class Wrk
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Load", "cookies.lua");

    public static async Task<WrkResult> RunAsync(Uri server, string cookies, int connections, int seconds)
    {
        if (Executables.Find("wrk") is not { } path)
            throw new BenchmarkException("wrk is not on PATH. On Debian: apt-get install wrk");
        string[] args =
        [
            "--threads=1",
            string.Create(CultureInfo.InvariantCulture, $"--connections={connections}"),
            string.Create(CultureInfo.InvariantCulture, $"--duration={seconds}s"),
            $"--script={Script}",
            new Uri(server, "/api/orders?page=2").ToString(),
            "--",
            cookies,
        ];
        using var process = Executables.Start(path, args);
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var line = output.Split('\n').LastOrDefault(line => line.StartsWith("result ", StringComparison.Ordinal));
        return line is null ? throw new BenchmarkException($"wrk failed: {output}") : WrkResult.Parse(line);
    }
}
