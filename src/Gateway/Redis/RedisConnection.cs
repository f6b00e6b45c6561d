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
    private readonly RedisOptions _options = options.Value;
    private EmbeddedStore? _embedded;
    private IConnectionMultiplexer? _multiplexer;
    private IDatabase? _measured;

    public IConnectionMultiplexer Multiplexer => _multiplexer ?? throw new InvalidOperationException("The store is used before the host has started.");

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
        var configuration = _embedded?.Client ?? ConfigurationOptions.Parse(_options.Configuration);
        Tune(configuration);
        _multiplexer = connect is null ? await ConnectionMultiplexer.ConnectAsync(configuration) : await connect(configuration);
        _multiplexer.ConnectionFailed += (_, failure) => LogLost(failure.ConnectionType, failure.FailureType);
        _multiplexer.ConnectionRestored += (_, restored) => LogRestored(restored.ConnectionType);
        if (_multiplexer.IsConnected)
            LogConnected(_embedded is null ? "Redis" : "the embedded store", KeyPrefix);
        else
            LogAway();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        // The container holds us twice, as ourselves and as a hosted service, and disposes us as often.
        var (multiplexer, embedded) = (Interlocked.Exchange(ref _multiplexer, null), Interlocked.Exchange(ref _embedded, null));
        if (multiplexer is not null)
            await multiplexer.DisposeAsync();
        embedded?.Dispose();
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
        configuration.ChannelPrefix = default; // the scripts publish by the channel's plain name; KeyPrefix is what tells gateways apart
        configuration.LoggerFactory = null; // its debug lines name keys, and a key may be a device id
    }

    [LoggerMessage(200, LogLevel.Information, "Sessions lie in {Store}, keys begin with {KeyPrefix}")]
    private partial void LogConnected(string store, string keyPrefix);

    [LoggerMessage(201, LogLevel.Warning, "The store is away; the gateway starts and connects when it comes")]
    private partial void LogAway();

    [LoggerMessage(202, LogLevel.Warning, "The store's {Connection} connection was lost: {Failure}")]
    private partial void LogLost(ConnectionType connection, ConnectionFailureType failure);

    [LoggerMessage(203, LogLevel.Information, "The store's {Connection} connection is back")]
    private partial void LogRestored(ConnectionType connection);
}
