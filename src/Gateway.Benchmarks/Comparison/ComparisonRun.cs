using System.Globalization;
using Gateway.Benchmarks.Load;
using Gateway.Benchmarks.Servers;

namespace Gateway.Benchmarks.Comparison;

/// <summary>
/// Measures the gateway beside plain YARP. Plain YARP runs twice: how far the two are apart is what this machine's noise does
/// to a ratio. Targets take turns, and each round begins with another, so that a slow minute hits all of them.
/// </summary>
internal static class ComparisonRun
{
    private const int WarmUpConnections = 64;
    private const int WarmUpTurns = 3; // the runtime compiles hot code anew while it runs, and under full load not at once

    public static async Task RunAsync(BenchmarkOptions options)
    {
        await using var testbed = await Testbed.StartAsync();
        var folder = Directory.CreateTempSubdirectory("gateway-benchmarks-cookies-").FullName;
        try
        {
            var sessions = BenchmarkOptions.Numbers(options.Sessions);
            var warm = await TargetAsync("gateway, warm", await testbed.StartGatewayAsync(), sessions, folder);
            var uncached = await TargetAsync("gateway, cache off", await testbed.StartGatewayAsync("--Gateway:Sessions:CacheMaxAge=00:00:00"), sessions, folder);
            Target[] targets =
            [
                // With cookies of the same size, which nobody reads.
                warm with { Name = "plain YARP", Server = await testbed.StartPlainYarpAsync() },
                warm with { Name = "plain YARP again", Server = await testbed.StartPlainYarpAsync() },
                warm,
                uncached,
            ];
            await Console.Error.WriteLineAsync($"Sessions lie in {testbed.Store}. Warming up.");
            targets = [targets[0], .. targets[1..].Where(target => options.Targets.Split(',').Any(target.Name.Contains))];
            for (var turn = 0; turn < WarmUpTurns; turn++)
                foreach (var target in targets)
                    await target.MeasureAsync(WarmUpConnections, sessions[0], Math.Max(options.Seconds, 5));
            ComparisonTable.Print(await MeasureAsync(targets, options));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Series>> MeasureAsync(Target[] targets, BenchmarkOptions options)
    {
        var all = (
            from connections in BenchmarkOptions.Numbers(options.Connections)
            from sessions in BenchmarkOptions.Numbers(options.Sessions)
            from target in targets
            select (Target: target, Series: new Series(target.Name, connections, sessions))
        ).ToList();
        for (var round = 0; round < options.Rounds; round++)
        {
            await Console.Error.WriteLineAsync($"Round {round + 1} of {options.Rounds}");
            foreach (var load in all.Chunk(targets.Length))
                for (var turn = 0; turn < load.Length; turn++)
                {
                    var (target, series) = load[(turn + round) % load.Length];
                    series.Samples.Add(await target.MeasureAsync(series.Connections, series.Sessions, options.Seconds));
                }
        }
        return [.. all.Select(one => one.Series)];
    }

    private static async Task<Target> TargetAsync(string name, Child gateway, IReadOnlyList<int> sessions, string folder)
    {
        var files = new Dictionary<int, string>();
        foreach (var count in sessions)
        {
            files[count] = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}-{count}"));
            await File.WriteAllLinesAsync(files[count], await SignIns.RunAsync(gateway.Address, count));
        }
        return new Target(name, gateway, files);
    }
}
