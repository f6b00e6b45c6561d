using StackExchange.Redis;

namespace Gateway.Tests.StandIns;

/// <summary>
/// Guards what StackExchange.Redis gets from Pipelines.Sockets.Unofficial: the bytes that were sent, and an end that it understands when
/// the connection has one. Run with the real package (UseStandIns=false), it asks the same of that one.
/// </summary>
public sealed class PipelinesStressTests : IAsyncLifetime
{
    // What an event may take on a busy machine; nothing waits this long when all is well.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    private readonly UnobservedExceptions _unobserved = new();
    private RedisProcess _redis = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _redis = await RedisProcess.StartAsync(Cancelled);

    public async ValueTask DisposeAsync()
    {
        _unobserved.Dispose();
        if (_redis is not null)
            await _redis.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Values_of_1_to_200_kilobytes_come_back_byte_for_byte(bool tls)
    {
        await using var connection = await ConnectAsync(tls);

        var load = await RedisLoad.DuringAsync(connection.GetDatabase(), load => load.DoneAsync(400, Cancelled));

        ShouldBeClean(load);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connections_cut_under_load_are_replaced(bool tls)
    {
        await using var connection = await ConnectAsync(tls);

        var load = await RedisLoad.DuringAsync(
            connection.GetDatabase(),
            async load =>
            {
                for (var cut = 0; cut < 30; cut++)
                {
                    await load.DoneAsync(20, Cancelled);
                    var restored = RestoredAsync(connection);
                    await _redis.KillConnectionsAsync(Cancelled);
                    await restored;
                }

                await load.DoneAsync(40, Cancelled);
            }
        );

        ShouldBeClean(load);
    }

    [Fact]
    public async Task A_restarted_server_is_found_again_under_load()
    {
        await using var connection = await ConnectAsync();

        var load = await RedisLoad.DuringAsync(
            connection.GetDatabase(),
            async load =>
            {
                for (var restart = 0; restart < 2; restart++)
                {
                    await load.DoneAsync(40, Cancelled);
                    var restored = RestoredAsync(connection);
                    await _redis.KillAsync(Cancelled);
                    await _redis.RunAsync(Cancelled);
                    await restored;
                }

                await load.DoneAsync(40, Cancelled);
            }
        );

        ShouldBeClean(load);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_frozen_server_lets_calls_time_out_and_serves_again_when_it_thaws(bool tls)
    {
        await using var connection = await ConnectAsync(tls);
        var database = connection.GetDatabase();
        await _redis.FreezeAsync(Cancelled);

        // More than the system's buffers and the pipe hold together, so that sending stops in the middle of a value.
        var value = new byte[200 * 1024];
        var calls = Enumerable.Range(0, 80).Select(i => database.StringSetAsync($"frozen:{i}", value)).ToArray();
        foreach (var call in calls)
            RedisLoad.IsOfRedis(await Should.ThrowAsync<Exception>(call.WaitAsync(Limit, Cancelled))).ShouldBeTrue();

        await _redis.ThawAsync(Cancelled);
        var load = await RedisLoad.DuringAsync(database, load => load.DoneAsync(40, Cancelled));

        ShouldBeClean(load);
    }

    private void ShouldBeClean(RedisLoad load)
    {
        load.WrongValues.ShouldBe(0);
        load.ForeignExceptions.ShouldBeEmpty();
        _unobserved.All().ShouldBeEmpty();
    }

    private async Task<ConnectionMultiplexer> ConnectAsync(bool tls = false)
    {
        var options = new ConfigurationOptions
        {
            EndPoints = { { "127.0.0.1", tls ? _redis.TlsPort : _redis.Port } },
            Ssl = tls,
            SslHost = "localhost",
            AsyncTimeout = 500,
            SyncTimeout = 500, // also how long a flush may wait for a server that takes nothing
            ConnectTimeout = 2000,
            ReconnectRetryPolicy = new LinearRetry(100),
        };
        options.CertificateValidation += (_, certificate, _, _) => _redis.IsOwnCertificate(certificate);
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

    /// <summary>Ends when the connection for commands is there again.</summary>
    private static Task RestoredAsync(ConnectionMultiplexer connection)
    {
        var restored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectionRestored += (_, e) =>
        {
            if (e.ConnectionType == ConnectionType.Interactive)
                restored.TrySetResult();
        };
        return restored.Task.WaitAsync(Limit, Cancelled);
    }
}
