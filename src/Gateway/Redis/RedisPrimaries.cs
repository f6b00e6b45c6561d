using System.Globalization;
using StackExchange.Redis;

namespace Gateway.Redis;

/// <summary>Which servers have to be asked by who wants all keys.</summary>
internal static class RedisPrimaries
{
    private const int Slots = 16384;

    /// <summary>Every server whose keys count, each with its own, and together with all. Throws where that cannot be had, for a part would be taken for the whole.</summary>
    public static IReadOnlyList<IServer> Of(IConnectionMultiplexer store)
    {
        var servers = store.GetServers();
        // Each view is as old as the client's last question to that server. Who knows of the latest failover knows the highest epoch.
        var cluster = servers.Select(server => server.ClusterConfiguration).OfType<ClusterConfiguration>().MaxBy(EpochOf);
        var primaries = cluster is null
            ? [.. servers.Where(server => !server.IsReplica && (server.IsConnected || servers.Length is 1))]
            : servers.Where(server => SlotsOf(cluster[server.EndPoint]) > 0).ToList();
        var isComplete = cluster is null ? primaries.Count > 0 : primaries.TrueForAll(server => server.IsConnected) && primaries.Sum(server => SlotsOf(cluster[server.EndPoint])) is Slots;
        return isComplete ? primaries : throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, "Not every key has a primary that is there to be asked.");
    }

    private static int SlotsOf(ClusterNode? node) => node is { IsReplica: false } ? node.Slots.Sum(range => range.To - range.From + 1) : 0;

    // As CLUSTER NODES has it: id, address, flags, primary, ping, pong, epoch, …
    private static long EpochOf(ClusterConfiguration cluster) => cluster.Nodes.Max(node => long.Parse(node.Raw.Split(' ')[6], CultureInfo.InvariantCulture));
}
