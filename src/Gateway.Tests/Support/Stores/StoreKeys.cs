using StackExchange.Redis;

namespace Gateway.Tests.Support.Stores;

/// <summary>All keys of a store, wherever they lie.</summary>
internal static class StoreKeys
{
    /// <summary>Those that match <paramref name="pattern"/>, of every primary.</summary>
    public static IAsyncEnumerable<RedisKey> PrimaryKeysAsync(this IConnectionMultiplexer store, string pattern) =>
        store.GetServers().Where(server => !server.IsReplica).ToAsyncEnumerable().SelectMany(server => server.KeysAsync(pattern: pattern));
}
