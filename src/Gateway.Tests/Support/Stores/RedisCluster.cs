using System.Globalization;

namespace Gateway.Tests.Support.Stores;

/// <summary>A Redis Cluster of three primaries, without replicas.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    private const int Slots = 16384;
    private static readonly string[] Options = ["--cluster-announce-ip", "127.0.0.1", "--cluster-node-timeout", "500", "--appendonly", "no"];

    private readonly RedisServer[] _nodes;

    private RedisCluster(RedisServer[] nodes) => _nodes = nodes;

    public string Configuration => string.Join(',', _nodes.Select(node => node.Configuration));

    public IReadOnlyList<RedisServer> Nodes => _nodes;

    /// <summary>Started, and each knows the others. Skips the test where there is no redis-server.</summary>
    public static async Task<RedisCluster> StartAsync()
    {
        var busses = Enumerable.Range(0, 3).Select(_ => FreePort.Next()).ToArray();
        var cluster = new RedisCluster(
            // Who does not know his own address yet is taken by the client for a node that is away.
            await Task.WhenAll(busses.Select(bus => RedisServer.StartAsync(["--cluster-enabled", "yes", "--cluster-port", Text(bus), .. Options])))
        );
        await Task.WhenAll(cluster._nodes.Select((node, i) => cluster.JoinAsync(node, i, busses)));
        await Task.WhenAll(cluster._nodes.Select(node => node.UntilAsync(["CLUSTER", "INFO"], info => info.Contains("cluster_state:ok") && info.Contains("cluster_known_nodes:3"))));
        // It takes that long until a new cluster serves; from then on a busy machine must not be taken for a node that has failed.
        await Task.WhenAll(cluster._nodes.Select(node => node.SayAsync("CONFIG", "SET", "cluster-node-timeout", "15000")));
        return cluster;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
    }

    private async Task JoinAsync(RedisServer node, int i, int[] busses)
    {
        await node.SayAsync("CLUSTER", "SET-CONFIG-EPOCH", Text(i + 1));
        await node.SayAsync("CLUSTER", "ADDSLOTSRANGE", Text(Slots * i / 3), Text((Slots * (i + 1) / 3) - 1));
        foreach (var other in Enumerable.Range(0, i)) // all with all, for to hear of one from another takes seconds
            await node.SayAsync("CLUSTER", "MEET", "127.0.0.1", Text(_nodes[other].Port), Text(busses[other]));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
