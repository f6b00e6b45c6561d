using Gateway.Benchmarks.Load;
using Gateway.Benchmarks.Servers;

namespace Gateway.Benchmarks.Comparison;

/// <summary>One of the servers that are compared.</summary>
/// <param name="Name">What the tables call it.</param>
/// <param name="Server">Its process.</param>
/// <param name="CookieFiles">A file of cookies for each number of sessions.</param>
internal sealed record Target(string Name, Child Server, IReadOnlyDictionary<int, string> CookieFiles)
{
    private const int LeadInSeconds = 1;

    /// <summary>After a lead-in that does not count: while the others had their turns, sessions have grown older than the cache keeps them.</summary>
    public async Task<Sample> MeasureAsync(int connections, int sessions, int seconds)
    {
        await Wrk.RunAsync(Server.Address, CookieFiles[sessions], connections, LeadInSeconds);
        var before = await Server.UsageAsync();
        var result = await Wrk.RunAsync(Server.Address, CookieFiles[sessions], connections, seconds);
        var used = await Server.UsageAsync() - before;
        return result.Failures > 0
            ? throw new BenchmarkException($"{Name}: {result.Failures} of {result.Requests} requests failed.")
            : new(
                result.Requests / result.Seconds,
                result.P50 / 1e3,
                result.P99 / 1e3,
                used.CpuMilliseconds * 1e3 / result.Requests,
                (double)used.AllocatedBytes / result.Requests
            );
    }
}
