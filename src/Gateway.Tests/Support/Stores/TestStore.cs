using StackExchange.Redis;

namespace Gateway.Tests.Support.Stores;

/// <summary>The store of one test: the settings that lead a gateway to it, and what lies in it.</summary>
public abstract class TestStore : IAsyncDisposable
{
    public static async Task<TestStore> StartAsync(StoreKind kind) =>
        kind switch
        {
            StoreKind.Embedded => new EmbeddedTestStore(),
            StoreKind.Redis => await RedisTestStore.StartAsync(await RedisTestStore.GivenOrSharedAsync()),
            _ => await RedisTestStore.StartAsync(await SharedCluster.ConfigurationAsync()),
        };

    /// <summary>What a gateway is told.</summary>
    public abstract IReadOnlyDictionary<string, string?> Settings { get; }

    /// <summary>Looks into the store of <paramref name="gateway"/> from beside it.</summary>
    public abstract IConnectionMultiplexer Connect(GatewayHost gateway);

    public abstract ValueTask DisposeAsync();
}
