namespace Gateway.Benchmarks.Comparison;

/// <summary>
/// Measures the gateway beside plain YARP. Plain YARP runs twice: how far the two are apart is what this machine's noise does
/// to a ratio. Targets take turns, and each round begins with another, so that a slow minute hits all of them. Two processes of one program
/// differ for as long as they live, so all of them are started anew for each start.
/// </summary>
internal static class ComparisonRun
{
    private const int WarmUpConnections = 64;
    private const int WarmUpTurns = 3; // the runtime compiles hot code anew while it runs, and under full load not at once

    public static async Task RunAsync(BenchmarkOptions options)
    {
        var all = new List<Series>();
        for (var start = 0; start < options.Starts; start++)
        {
            await Console.Error.WriteLineAsync($"Start {start + 1} of {options.Starts}");
            await using var lineup = await Lineup.StartAsync(options);
            await WarmUpAsync(lineup.Targets, options);
            await MeasureAsync(lineup.Targets, all, options);
        }
        ComparisonTable.Print(all, options.Rounds);
    }

    private static async Task WarmUpAsync(IReadOnlyList<Target> targets, BenchmarkOptions options)
    {
        for (var turn = 0; turn < WarmUpTurns; turn++)
            foreach (var target in targets)
                await target.MeasureAsync(WarmUpConnections, BenchmarkOptions.Numbers(options.Sessions)[0], Math.Max(options.Seconds, 5));
    }

    private static async Task MeasureAsync(IReadOnlyList<Target> targets, List<Series> all, BenchmarkOptions options)
    {
        var loads = (
            from connections in BenchmarkOptions.Numbers(options.Connections)
            from sessions in BenchmarkOptions.Numbers(options.Sessions)
            select (Connections: connections, Sessions: sessions)
        ).ToList();
        for (var round = 0; round < options.Rounds; round++)
            foreach (var (connections, sessions) in loads)
                for (var turn = 0; turn < targets.Count; turn++)
                {
                    var target = targets[(turn + round) % targets.Count];
                    SeriesOf(target.Name, connections, sessions).Samples.Add(await target.MeasureAsync(connections, sessions, options.Seconds));
                }

        Series SeriesOf(string target, int connections, int sessions)
        {
            var series = all.Find(one => (one.Target, one.Connections, one.Sessions) == (target, connections, sessions));
            if (series is null)
                all.Add(series = new Series(target, connections, sessions));
            return series;
        }
    }
}
