using System.Diagnostics;
using System.Globalization;
using Gateway.Benchmarks.Comparison;
using Gateway.Benchmarks.Servers;
using StackExchange.Redis;

namespace Gateway.Benchmarks.Scenarios;

/// <summary>
/// What a session costs in Redis, and whether very many of them cost those that are in use anything: a gateway on a store of a million sessions beside one on
/// a store of ten thousand. A second gateway on the small store is the null control. Start-ups and throughput are measured in turns, throughput with gateways
/// that are started anew several times, for two processes of one program differ for as long as they live.
/// </summary>
internal static class Sizing
{
    private const int Connections = 64;
    private const int WarmUpTurns = 3;

    public static async Task RunAsync(BenchmarkOptions options)
    {
        await using var small = await Testbed.StartAsync();
        await using var large = await Testbed.StartAsync();
        var folder = Directory.CreateTempSubdirectory("gateway-benchmarks-cookies-").FullName;
        try
        {
            var few = await LoadAsync(small, options.InUse, Path.Combine(folder, "few"), options);
            var many = await LoadAsync(large, options.Stored, Path.Combine(folder, "many"), options);
            await StartUpsAsync(small, large, options);
            var format = $"--Gateway:Sessions:Format={options.Format}";
            (string Name, Testbed Store, IReadOnlyDictionary<int, string> Cookies)[] targets = [("few", small, few), ("few again", small, few), ("many", large, many)];
            var all = targets.Select(target => new Series(target.Name, Connections, options.InUse)).ToList();
            for (var start = 0; start < options.Starts; start++)
            {
                await Console.Error.WriteLineAsync($"Start {start + 1} of {options.Starts}");
                var started = new List<Target>();
                foreach (var (name, store, cookies) in targets)
                    started.Add(new(name, await store.StartGatewayAsync(format), cookies));
                await MeasureAsync(started, all, options);
                foreach (var (target, store) in started.Zip(targets.Select(target => target.Store)))
                    await store.StopAsync(target.Server);
            }
            Print(all, options);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IReadOnlyDictionary<int, string>> LoadAsync(Testbed testbed, int count, string cookies, BenchmarkOptions options)
    {
        if (testbed.Redis is not { } address)
            throw new BenchmarkException("redis-server is not on PATH. On Debian: apt-get install redis-server");
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{address},allowAdmin=true"); // INFO is called that
        var (before, start) = (await MemoryAsync(redis), Stopwatch.GetTimestamp());
        await File.WriteAllLinesAsync(cookies, await SessionLoader.RunAsync(address, count, options.InUse, options));
        var (bytes, seconds) = ((await MemoryAsync(redis) - before) / (double)count, Stopwatch.GetElapsedTime(start).TotalSeconds);
        Say($"{count:N0} sessions ({options.Format}, access tokens of {options.TokenLength} characters) opened in {seconds:0} s: {bytes:N0} bytes of used_memory each");
        return new Dictionary<int, string> { [options.InUse] = cookies };
    }

    private static async Task<long> MemoryAsync(ConnectionMultiplexer redis) =>
        long.Parse((await redis.GetServers()[0].InfoAsync("memory")).Single().Single(pair => pair.Key is "used_memory").Value, CultureInfo.InvariantCulture);

    private static async Task StartUpsAsync(Testbed small, Testbed large, BenchmarkOptions options)
    {
        var (few, many) = (new List<double>(), new List<double>());
        for (var round = 0; round < Math.Max(options.Rounds, 5); round++)
        {
            few.Add(await StartUpAsync(small));
            many.Add(await StartUpAsync(large));
        }
        Say($"Start to the first answer of /healthz, median of {few.Count}: {Series.Median(few):0} ms with {options.InUse:N0} sessions, {Series.Median(many):0} ms with {options.Stored:N0}");
    }

    private static async Task<double> StartUpAsync(Testbed testbed)
    {
        var start = Stopwatch.GetTimestamp();
        var gateway = await testbed.StartGatewayAsync();
        using var client = new HttpClient { BaseAddress = gateway.Address };
        using var answer = await client.GetAsync("/healthz");
        var took = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        answer.EnsureSuccessStatusCode();
        await testbed.StopAsync(gateway);
        return took;
    }

    private static async Task MeasureAsync(List<Target> targets, List<Series> all, BenchmarkOptions options)
    {
        for (var turn = 0; turn < WarmUpTurns; turn++)
            foreach (var target in targets)
                await target.MeasureAsync(Connections, options.InUse, Math.Max(options.Seconds, 5));
        for (var round = 0; round < options.Rounds; round++)
            for (var turn = 0; turn < targets.Count; turn++)
            {
                var at = (turn + round) % targets.Count;
                all[at].Samples.Add(await targets[at].MeasureAsync(Connections, options.InUse, options.Seconds));
            }
    }

    private static void Print(List<Series> all, BenchmarkOptions options)
    {
        Say($"{Connections} connections, {options.InUse:N0} sessions in use, {options.Starts} starts of {options.Rounds} rounds of {options.Seconds} s, each against the small store");
        foreach (var series in all)
            Say(
                $"| {series.Target} | {series.Median(sample => sample.Throughput):0} requests/s (×{series.Ratio(all[0], sample => sample.Throughput):0.00}) | p99 {series.Median(sample => sample.P99):0.0} ms (×{series.Ratio(all[0], sample => sample.P99):0.00}) |"
            );
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
