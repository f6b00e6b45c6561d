using Gateway.Benchmarks.Load;
using Gateway.Benchmarks.Servers;

namespace Gateway.Benchmarks.Scenarios;

/// <summary>
/// Many sessions that are in use expire within one second, while others are asked for at a constant rate. Each is refreshed ahead, behind a request and at a moment of its own, so
/// that nobody should notice. The controls are the same two loads twice before, each time for as long as the refreshes take: the difference between these is chance.
/// </summary>
internal static class InUse
{
    private const int Steady = 100;
    private const int SecondsBetweenRequests = 5;
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(90); // the shortest of which 30 s, the default of how far ahead, is not more than a third
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(BenchmarkOptions options)
    {
        var latency = options.AuthServerLatency ?? 50;
        await using var testbed = await Testbed.StartAsync($"--latency={latency}");
        var gateway = await testbed.StartGatewayAsync();
        using var steady = new OpenLoop(gateway.Address, await SignIns.RunAsync(gateway.Address, Steady), options.Rate);
        for (var i = 0; i < Storm.WarmUps; i++)
            await Storm.WarmUpAsync(gateway.Address, options.Expiring);

        var (earlier, before, during, own, calls) = (new List<Request>(), new List<Request>(), new List<Request>(), new List<Request>(), 0);
        for (var round = 1; round <= options.Rounds; round++)
        {
            await Console.Error.WriteLineAsync($"Round {round} of {options.Rounds}");
            var expired = DateTimeOffset.UtcNow + Life;
            var expiring = await SignIns.RunAsync(gateway.Address, options.Expiring, Storm.ExpiringWithinASecond(expired, options.Expiring));
            using var inUse = new OpenLoop(gateway.Address, expiring, Math.Max(1, options.Expiring / SecondsBetweenRequests));
            var known = (await testbed.RefreshCallsAsync()).Length;
            var length = expired - DateTimeOffset.UtcNow - Rest;
            var loads = await Task.WhenAll(steady.RunAsync(length), inUse.RunAsync(length));

            var refreshes = (await testbed.RefreshCallsAsync())[known..];
            if (refreshes.Length is 0)
                throw new BenchmarkException("No session was refreshed in time. The auth server may be too slow for tokens of 90 s.");
            calls += refreshes.Length;
            var (begin, end) = (refreshes.Min(call => call.Begin), refreshes.Max(call => call.End));
            var took = end - begin;
            earlier.AddRange(loads[0].Where(request => request.IsWithin(begin - (2 * took), begin - took)));
            before.AddRange(loads[0].Where(request => request.IsWithin(begin - took, begin)));
            during.AddRange(loads[0].Where(request => request.IsWithin(begin, end)));
            own.AddRange(loads[1].Where(request => request.IsWithin(begin, end)));
        }

        Console.WriteLine();
        Console.WriteLine(
            $"{Steady} sessions with valid tokens, {options.Rate} requests/s; {options.Expiring} sessions in use, each asked for every {SecondsBetweenRequests} s, whose tokens live {Life.TotalSeconds} s and expire within one; "
                + $"auth server takes {latency} ms, {options.Rounds} rounds"
        );
        Console.WriteLine();
        Console.WriteLine("| | requests | failed | p50, ms | p99, ms | max, ms |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: |");
        Console.WriteLine($"| as long, before that | {Latencies.Of(earlier)} |");
        Console.WriteLine($"| as long, before | {Latencies.Of(before)} |");
        Console.WriteLine($"| while {options.Expiring} sessions are refreshed | {Latencies.Of(during)} |");
        Console.WriteLine($"| meanwhile, requests of these themselves | {Latencies.Of(own)} |");
        Console.WriteLine();
        Console.WriteLine($"Refresh calls: {calls} for {options.Rounds} × {options.Expiring} sessions.");
    }
}
