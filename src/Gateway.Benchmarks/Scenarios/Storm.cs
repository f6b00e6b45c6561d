using System.Globalization;
using Gateway.Benchmarks.Load;
using Gateway.Benchmarks.Servers;

namespace Gateway.Benchmarks.Scenarios;

/// <summary>
/// Many sessions expire within one second and are all asked for within another, while others are asked for at a constant rate. Those
/// others should not notice. There are two controls: the same requests with tokens that are still valid, and these with as many calls of the auth server by
/// somebody else, who takes about as much of the processor as the refreshes do (by a clock on the wall, so less where he is interrupted), for all of them share it here. The
/// runtime compiles the code of a refresh in the first storms of a process, so these stand alone.
/// </summary>
internal static class Storm
{
    public const int WarmUps = 3;
    private const int Steady = 100;

    public static async Task RunAsync(BenchmarkOptions options)
    {
        var (latency, within) = (options.AuthServerLatency ?? 50, TimeSpan.FromSeconds(options.Within));
        await using var testbed = await Testbed.StartAsync($"--latency={latency}", $"--work={options.Work}");
        var gateway = await testbed.StartGatewayAsync();
        using var steady = new OpenLoop(gateway.Address, await SignIns.RunAsync(gateway.Address, Steady), options.Rate);
        using var burst = new Requests(gateway.Address, HttpMethod.Get);
        using var strangers = new Requests(testbed.Destination.Address, HttpMethod.Post, "/somebody-else");
        await steady.RunAsync(options.Length); // warm-up

        var (calm, valid, called, first, storm, failures, calls) = (new List<Request>(), new List<Request>(), new List<Request>(), new List<Request>(), new List<Request>(), 0, 0);
        var (cpuValid, cpuExpired) = (0.0, 0.0);
        for (var round = 1 - WarmUps; round <= options.Rounds; round++)
        {
            await Console.Error.WriteLineAsync(round <= 0 ? "A storm that does not count" : $"Round {round} of {options.Rounds}");
            // Tokens are due when a third of their life is left. Calm and controls are over by then.
            var life = options.Length * 6.5;
            var expired = DateTimeOffset.UtcNow + life;
            var expiring = await SignIns.RunAsync(gateway.Address, options.Expiring, ExpiringWithinASecond(expired, options.Expiring));
            var before = (await testbed.RefreshCallsAsync()).Length;
            await burst.SendAllAsync(expiring, TimeSpan.Zero); // opens the connections
            await strangers.SendAllAsync(expiring, TimeSpan.Zero);
            var quiet = await steady.RunAsync(options.Length);
            var used = await gateway.UsageAsync();
            var (besideValid, _) = await BesideAsync(steady, options.Length, () => burst.SendAllAsync(expiring, within));
            var usedValid = await gateway.UsageAsync() - used;
            var (besideCalls, _) = await BesideAsync(steady, options.Length, async () => [.. (await Task.WhenAll(burst.SendAllAsync(expiring, within), strangers.SendAllAsync(expiring, within))).SelectMany(all => all)]);

            if (expired - DateTimeOffset.UtcNow is var left && left > TimeSpan.Zero)
                await steady.RunAsync(left); // without a pause, after which each of the others would have to be looked up in the store again
            if ((await testbed.RefreshCallsAsync()).Length != before)
                throw new BenchmarkException("Sessions were refreshed before their storm: with more of them, or over a longer time, --seconds has to be longer.");
            used = await gateway.UsageAsync();
            var (beside, answers) = await BesideAsync(steady, options.Length, () => burst.SendAllAsync(expiring, within));
            var usedExpired = await gateway.UsageAsync() - used;
            failures += answers.Count(answer => !answer.IsGood);
            calls += (await testbed.RefreshCallsAsync()).Length - before;
            if (round == 1 - WarmUps)
                first.AddRange(beside);
            if (round <= 0)
                continue;
            cpuValid += usedValid.CpuMilliseconds;
            cpuExpired += usedExpired.CpuMilliseconds;
            calm.AddRange(quiet);
            valid.AddRange(besideValid);
            called.AddRange(besideCalls);
            storm.AddRange(beside);
        }

        var when = options.Within is 0 ? "at once" : $"within {options.Within} s";
        Console.WriteLine();
        Console.WriteLine($"{Steady} sessions with valid tokens, {options.Rate} requests/s, auth server takes {latency} ms, {options.Rounds} rounds after {WarmUps} storms");
        Console.WriteLine();
        Console.WriteLine("| beside them | requests | failed | p50, ms | p99, ms | max, ms |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: |");
        Console.WriteLine($"| nothing | {Latencies.Of(calm)} |");
        Console.WriteLine($"| {options.Expiring} requests {when}, tokens valid | {Latencies.Of(valid)} |");
        Console.WriteLine($"| the same, and as many calls by somebody else who takes {options.Work} µs each | {Latencies.Of(called)} |");
        Console.WriteLine($"| {options.Expiring} requests {when}, tokens expired | {Latencies.Of(storm)} |");
        Console.WriteLine($"| the same, the first of the process | {Latencies.Of(first)} |");
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"A refresh took {(cpuExpired - cpuValid) * 1000 / (options.Rounds * options.Expiring):0} µs of the processor, in the gateway."));
        Console.WriteLine($"Refresh calls: {calls} for {options.Rounds + WarmUps} × {options.Expiring} expired sessions. Their requests that failed: {failures}.");
    }

    /// <summary>A storm beside nothing, for the runtime to compile what one runs.</summary>
    public static async Task WarmUpAsync(Uri gateway, int count)
    {
        var expired = DateTimeOffset.UtcNow + TimeSpan.FromSeconds(5);
        var expiring = await SignIns.RunAsync(gateway, count, ExpiringWithinASecond(expired, count));
        if (expired - DateTimeOffset.UtcNow is var left && left > TimeSpan.Zero)
            await Task.Delay(left);
        using var burst = new Requests(gateway, HttpMethod.Get);
        await burst.SendAllAsync(expiring, TimeSpan.FromSeconds(1));
    }

    /// <summary>How long the token of each session lives from now: until <paramref name="last"/>, or up to a second less.</summary>
    public static Func<int, TimeSpan> ExpiringWithinASecond(DateTimeOffset last, int count) =>
        number => last - TimeSpan.FromSeconds((double)number / count) - DateTimeOffset.UtcNow;

    private static async Task<(IReadOnlyList<Request> Steady, Request[] Burst)> BesideAsync(OpenLoop steady, TimeSpan length, Func<Task<Request[]>> burst)
    {
        var load = steady.RunAsync(length);
        await Task.Delay(length / 4);
        var answers = await burst();
        return (await load, answers);
    }
}
