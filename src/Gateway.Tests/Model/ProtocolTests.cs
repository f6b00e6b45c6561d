using System.Diagnostics;
using System.Globalization;
using Gateway.Redis;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Gateway.Tests.Model;

/// <summary>
/// The protocol of refreshes under crashes, freezes, delays, lost commands and messages, outages and clocks that differ: seeded
/// runs of the real coordinator and the real scripts. GATEWAY_MODEL_SEED runs one seed again and prints its story, GATEWAY_MODEL_RUNS
/// runs that many.
/// </summary>
/// <remarks>
/// Seen to fail, each within its first hundred seeds where no other is named, when
/// <list type="bullet">
/// <item>lease.lua grants a lease that another holds (a token is presented twice);</item>
/// <item>commit.lua does not look at the version (a version is undone);</item>
/// <item>refuse.lua does not look at the lease (a session that another has just refreshed is gone);</item>
/// <item>HeldLease.MaySendAsync is always true (a frozen holder presents what another has used);</item>
/// <item>HeldLease does not ask for the lease before a second try (a token is presented twice; seed 1432, in half of its plays);</item>
/// <item>SessionStore lets leases that ran out be taken over right after an outage (a token is presented twice);</item>
/// <item>RefreshWork gives up a commit after two tries (a token is presented twice);</item>
/// <item>RefreshWork takes an auth server that is away for a refusal (a session ends, and nobody had said so);</item>
/// <item>SingleFlight starts a flight for each who asks (a token is presented twice).</item>
/// </list>
/// </remarks>
[Collection<RunsAlone>]
public sealed class ProtocolTests(ITestOutputHelper output)
{
    [Fact]
    public async Task No_token_is_used_twice_no_version_is_lost_and_no_session_ends_on_a_guess_on_Redis()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Configuration);
        await PlayAsync(connection, Number("GATEWAY_MODEL_RUNS") ?? 120);
    }

    [Fact]
    public async Task The_same_on_the_embedded_store()
    {
        using var directory = new TempDirectory();
        using var embedded = EmbeddedStore.Start(new RedisOptions { DataDirectory = directory.Path }, NullLoggerFactory.Instance);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(embedded.Client);
        await PlayAsync(connection, (Number("GATEWAY_MODEL_RUNS") ?? 120) / 10);
    }

    private async Task PlayAsync(ConnectionMultiplexer connection, int runs)
    {
        var (calls, started) = (0, Stopwatch.GetTimestamp());
        var seeds = Number("GATEWAY_MODEL_SEED") is { } only ? [only] : Enumerable.Range(1, runs).ToArray();
        using var pool = new PoolBarrier();
        foreach (var seed in seeds)
        {
            await using var run = new Run(seed, connection.GetDatabase(), pool);
            // On a thread of its own, which nothing else may block.
            await Task.Factory.StartNew(run.Play, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            calls += run.Calls;
            if (seeds.Length is 1)
                output.WriteLine(run.Evidence.Story);
            run.Evidence.Violations.ShouldBeEmpty($"seed {seed}; GATEWAY_MODEL_SEED={seed} tells it again\n{run.Evidence.Story}");
        }
        output.WriteLine($"{seeds.Length} runs, {calls} refresh calls, {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
