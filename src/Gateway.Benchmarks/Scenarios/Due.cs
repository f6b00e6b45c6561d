using Gateway.Benchmarks.Load;
using Gateway.Benchmarks.Servers;

namespace Gateway.Benchmarks.Scenarios;

/// <summary>
/// One session under constant load; its token comes due again and again, and the auth server is slow. Requests during a refresh
/// should be as fast as others. The second after each refresh is the control: its difference is chance.
/// </summary>
internal static class Due
{
    private const int LifetimeSeconds = 6; // due after four, and refreshed once in about five
    private const int RefreshesPerRound = 4;

    public static async Task RunAsync(BenchmarkOptions options)
    {
        var latency = options.AuthServerLatency ?? 1000;
        await using var testbed = await Testbed.StartAsync($"--latency={latency}", $"--lifetime={LifetimeSeconds}");
        var gateway = await testbed.StartGatewayAsync();
        using var load = new OpenLoop(gateway.Address, await SignIns.RunAsync(gateway.Address, 1), options.Rate);
        await load.RunAsync(TimeSpan.FromSeconds(LifetimeSeconds)); // warm-up, with one refresh

        var requests = await load.RunAsync(TimeSpan.FromSeconds(options.Rounds * RefreshesPerRound * LifetimeSeconds));

        var calls = (await testbed.RefreshCallsAsync()).Where(call => call.Begin >= requests[0].Due).ToList();
        var after = calls.Select(call => new RefreshCall(call.End, call.End + (call.End - call.Begin))).ToList();
        Console.WriteLine();
        Console.WriteLine($"One session, {options.Rate} requests/s, token due but valid, auth server takes {latency} ms, {calls.Count} refreshes");
        Console.WriteLine();
        Console.WriteLine("| | requests | failed | p50, ms | p99, ms | max, ms |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: |");
        Console.WriteLine($"| during a refresh | {Latencies.Of(requests.Where(request => IsIn(calls, request)))} |");
        Console.WriteLine($"| as long after each | {Latencies.Of(requests.Where(request => IsIn(after, request)))} |");
        Console.WriteLine($"| all other | {Latencies.Of(requests.Where(request => !IsIn(calls, request) && !IsIn(after, request)))} |");
    }

    private static bool IsIn(IEnumerable<RefreshCall> times, Request request) => times.Any(time => request.IsWithin(time.Begin, time.End));
}
