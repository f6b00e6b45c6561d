using System.Net;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Gateway.Redis;

/// <summary>
/// The one connection to the store, opened at start and kept. Where the store is away the gateway starts all the same, and the
/// connection comes by itself. Every command ends within <see cref="RedisOptions.Timeout"/> and a heartbeat.
/// </summary>
internal sealed partial class RedisConnection(
    IOptions<RedisOptions> options,
    RedisMetrics metrics,
    TimeProvider time,
    ILoggerFactory logs,
    ILogger<RedisConnection> log,
    RedisConnect? connect = null
) : IHostedService, IAsyncDisposable
{
    /// <summary>For every read that decides something: a replica may be behind, and what it does not know has not ended.</summary>
    public const CommandFlags AtPrimary = CommandFlags.DemandMaster;

    private const int RoleCheckSeconds = 5;
    private static readonly TimeSpan SentinelRetry = TimeSpan.FromSeconds(1);

    private readonly RedisOptions _options = options.Value;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<IConnectionMultiplexer> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private EmbeddedStore? _embedded;
    private ConnectionMultiplexer? _sentinels;
    private IConnectionMultiplexer? _multiplexer;
    private IDatabase? _measured;
    private Task _opening = Task.CompletedTask;

    /// <summary>The client; it is there once the host has started, save where no sentinel tells yet where the primary is.</summary>
    public IConnectionMultiplexer Multiplexer => _multiplexer ?? throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, "There is no client of the store.");

    /// <summary>Ends when the client is there.</summary>
    public Task<IConnectionMultiplexer> OpenedAsync => _opened.Task;

    /// <summary>Whether there is a connection now.</summary>
    public bool IsConnected => _multiplexer is { IsConnected: true };

    /// <summary>The way of all commands; measured while somebody wants to know.</summary>
    public IDatabase Database
    {
        get
        {
            var database = Multiplexer.GetDatabase();
            return metrics.IsOn ? _measured ??= MeasuredCommands.Around(database, metrics, time) : database;
        }
    }

    public string KeyPrefix => _options.KeyPrefix;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_options.IsEmbedded)
            _embedded = EmbeddedStore.Start(_options, logs);
        var configuration = _embedded?.Client ?? _options.ToClient();
        Tune(configuration);
        if (configuration.ServiceName is not { Length: > 0 } service)
            Open(connect is null ? await ConnectionMultiplexer.ConnectAsync(configuration) : await connect(configuration));
        else if (await FollowAsync(configuration) is { } failure)
        {
            LogNoSentinel(service, failure);
            _opening = KeepFollowingAsync(configuration);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => _stopping.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _opening;
        // The container holds us twice, as ourselves and as a hosted service, and disposes us as often.
        var (multiplexer, embedded) = (Interlocked.Exchange(ref _multiplexer, null), Interlocked.Exchange(ref _embedded, null));
        if (multiplexer is not null)
            await multiplexer.DisposeAsync();
        if (Interlocked.Exchange(ref _sentinels, null) is { } sentinels)
            await sentinels.DisposeAsync();
        embedded?.Dispose();
    }

    private void Open(IConnectionMultiplexer multiplexer)
    {
        _multiplexer = multiplexer;
        multiplexer.ConnectionFailed += (_, failure) => LogLost(failure.ConnectionType, failure.EndPoint, failure.FailureType);
        multiplexer.ConnectionRestored += (_, restored) => LogRestored(restored.ConnectionType, restored.EndPoint);
        if (multiplexer.IsConnected)
            LogConnected(_embedded is null ? "Redis" : "the embedded store", KeyPrefix);
        else
            LogAway();
        _opened.SetResult(multiplexer);
    }

    /// <summary>Opens what the sentinels lead to; why not, where none tells of a primary that answers. That is the one absence that the client does not wait for by itself.</summary>
    private async Task<ConnectionFailureType?> FollowAsync(ConfigurationOptions configuration)
    {
        var sentinels = await ConnectionMultiplexer.SentinelConnectAsync(configuration);
        try
        {
            Open(sentinels.GetSentinelMasterConnection(configuration));
            _sentinels = sentinels;
            return null;
        }
        catch (RedisException error)
        {
            await sentinels.DisposeAsync(); // or each attempt would leave one that tries for ever
            return error is RedisConnectionException { FailureType: var failure } ? failure : ConnectionFailureType.UnableToConnect;
        }
    }

    private async Task KeepFollowingAsync(ConfigurationOptions configuration)
    {
        do
            await Task.Delay(SentinelRetry, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!_stopping.IsCancellationRequested && await FollowAsync(configuration) is not null);
    }

    private void Tune(ConfigurationOptions configuration)
    {
        var milliseconds = (int)_options.Timeout.TotalMilliseconds;
        configuration.AbortOnConnectFail = false;
        configuration.AsyncTimeout = milliseconds;
        configuration.SyncTimeout = milliseconds;
        configuration.ConnectTimeout = Math.Max(milliseconds, 1000);
        // Timeouts are noticed at heartbeats, so these set how exactly a timeout is kept.
        configuration.HeartbeatInterval = TimeSpan.FromMilliseconds(Math.Clamp(milliseconds / 4, 50, 1000));
        configuration.ReconnectRetryPolicy = new LinearRetry(milliseconds);
        configuration.ClientName = "gateway";
        configuration.Protocol = RedisProtocol.Resp2; // the subscription has a connection of its own, whose loss is noticed
        // A replica that was promoted is known as the primary after so many seconds. What else the client would tell and ask its like of that, nobody sets.
        configuration.ConfigCheckSeconds = Math.Min(configuration.ConfigCheckSeconds, RoleCheckSeconds);
        (configuration.TieBreaker, configuration.ConfigurationChannel) = ("", "");
        configuration.ChannelPrefix = default; // the scripts publish by the channel's plain name; KeyPrefix is what tells gateways apart
        configuration.LoggerFactory = null; // its debug lines name keys, and a key may be a device id
    }

    [LoggerMessage(200, LogLevel.Information, "Sessions lie in {Store}, keys begin with {KeyPrefix}")]
    private partial void LogConnected(string store, string keyPrefix);

    [LoggerMessage(201, LogLevel.Warning, "The store is away; the gateway starts and connects when it comes")]
    private partial void LogAway();

    [LoggerMessage(202, LogLevel.Warning, "The store's {Connection} connection to {Server} was lost: {Failure}")]
    private partial void LogLost(ConnectionType connection, EndPoint? server, ConnectionFailureType failure);

    [LoggerMessage(203, LogLevel.Information, "The store's {Connection} connection to {Server} is back")]
    private partial void LogRestored(ConnectionType connection, EndPoint? server);

    [LoggerMessage(204, LogLevel.Warning, "No sentinel tells where the primary of {Service:l} is: {Failure}; the gateway starts and connects when one does")]
    private partial void LogNoSentinel(string service, ConnectionFailureType failure);
}
