using StackExchange.Redis;

namespace Gateway.Tests.Support.Stores;

/// <summary>A real Redis: the one that GATEWAY_TEST_REDIS names, or a redis-server from PATH, or a cluster of them; a prefix of its own for each test.</summary>
internal sealed class RedisTestStore : TestStore
{
    private static readonly string? Given = Environment.GetEnvironmentVariable("GATEWAY_TEST_REDIS");

    private readonly string _prefix = $"test-{Guid.NewGuid():N}:";
    private readonly string _configuration;
    private readonly ConnectionMultiplexer _connection;

    private RedisTestStore(string configuration, ConnectionMultiplexer connection) => (_configuration, _connection) = (configuration, connection);

    public static async Task<string> GivenOrSharedAsync() =>
        Given is { Length: > 0 } ? Given : await SharedRedis.ConfigurationAsync();

    public static async Task<RedisTestStore> StartAsync(string configuration) => new(configuration, await ConnectionMultiplexer.ConnectAsync(configuration));

    public override IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?>
        {
            ["Gateway:Redis:Configuration"] = _configuration == Given ? Given : $"{_configuration},{MinimalRights.Credentials}",
            ["Gateway:Redis:KeyPrefix"] = _prefix,
            ["Gateway:Sessions:KeyPattern"] = _prefix + "session:{id}",
        };

    public override IConnectionMultiplexer Connect(GatewayHost gateway) => _connection;

    public override ValueTask DisposeAsync() => _connection.DisposeAsync();
}
