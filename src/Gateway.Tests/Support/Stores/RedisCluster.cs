using System.Globalization;

namespace Gateway.Tests.Support.Stores;

/// <summary>A Redis Cluster of three primaries, without replicas unless one is added.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    private const int Slots = 16384;
    private static readonly string[] Options = ["--cluster-announce-ip", "127.0.0.1", "--cluster-node-timeout", "500", "--appendonly", "no"];

    private readonly RedisServer[] _nodes;
    private readonly int[] _busses;
    private readonly List<RedisServer> _replicas = [];

    private RedisCluster(RedisServer[] nodes, int[] busses) => (_nodes, _busses) = (nodes, busses);

    public string Configuration => string.Join(',', _nodes.Select(node => node.Configuration));

    public IReadOnlyList<RedisServer> Nodes => _nodes;

    /// <summary>Started, and each knows the others. Skips the test where there is no redis-server.</summary>
    public static async Task<RedisCluster> StartAsync()
    {
        var busses = Enumerable.Range(0, 3).Select(_ => FreePort.Next()).ToArray();
        var cluster = new RedisCluster(
            // Who does not know his own address yet is taken by the client for a node that is away.
            await Task.WhenAll(busses.Select(bus => RedisServer.StartAsync(OptionsOf(bus)))),
            busses
        );
        await Task.WhenAll(cluster._nodes.Select(cluster.JoinAsync));
        await Task.WhenAll(cluster._nodes.Select(node => node.UntilAsync(["CLUSTER", "INFO"], info => info.Contains("cluster_state:ok") && info.Contains("cluster_known_nodes:3"))));
        // It takes that long until a new cluster serves; from then on a busy machine must not be taken for a node that has failed.
        await Task.WhenAll(cluster._nodes.Select(node => node.SayAsync("CONFIG", "SET", "cluster-node-timeout", "15000")));
        return cluster;
    }

    /// <summary>The one of its primaries that the slot of <paramref name="key"/> was given to.</summary>
    public async Task<RedisServer> HolderAsync(string key)
    {
        var slot = int.Parse(await _nodes[0].SayAsync("CLUSTER", "KEYSLOT", key), CultureInfo.InvariantCulture);
        return _nodes.Where((_, i) => slot < FirstSlot(i + 1)).First();
    }

    /// <summary>
    /// Adds a replica of <paramref name="primary"/> that has all that it has, can be heard, and is known to everybody. It takes over when it is told that it may
    /// (<c>cluster-replica-no-failover</c>).
    /// </summary>
    public async Task<RedisServer> AddReplicaAsync(RedisServer primary)
    {
        var (id, bus) = (await primary.SayAsync("CLUSTER", "MYID"), FreePort.Next());
        await primary.SayAsync("CONFIG", "SET", "repl-diskless-sync-delay", "0"); // it would wait five seconds for more replicas
        var replica = await RedisServer.StartHeardAsync([.. OptionsOf(bus), "--cluster-replica-no-failover", "yes"]);
        _replicas.Add(replica);
        await MeetAsync(replica, _nodes.Length);
        await replica.UntilAsync(["CLUSTER", "NODES"], nodes => nodes.Contains(id, StringComparison.Ordinal) && !nodes.Contains("handshake", StringComparison.Ordinal));
        await replica.SayAsync("CLUSTER", "REPLICATE", id);
        await replica.HasSyncedAsync();
        await Task.WhenAll(_nodes.Select(node => node.UntilAsync(["CLUSTER", "NODES"], nodes => nodes.Contains($"slave,nofailover {id}", StringComparison.Ordinal))));
        return replica;
    }

    /// <summary>Ends one of its primaries as a crash does. The others serve on what is theirs, and take it for failed soon.</summary>
    public async Task KillAsync(RedisServer primary)
    {
        var others = _nodes.Except([primary]).Concat(_replicas).ToList();
        await Task.WhenAll(others.Select(node => node.SayAsync("CONFIG", "SET", "cluster-require-full-coverage", "no")));
        await primary.KillAsync();
        await Task.WhenAll(others.Select(node => node.SayAsync("CONFIG", "SET", "cluster-node-timeout", "500")));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes.Concat(_replicas))
            await node.DisposeAsync();
    }

    private static string[] OptionsOf(int bus) => ["--cluster-enabled", "yes", "--cluster-port", Text(bus), .. Options];

    private static int FirstSlot(int node) => Slots * node / 3;

    private async Task JoinAsync(RedisServer node, int i)
    {
        await node.SayAsync("CLUSTER", "SET-CONFIG-EPOCH", Text(i + 1));
        await node.SayAsync("CLUSTER", "ADDSLOTSRANGE", Text(FirstSlot(i)), Text(FirstSlot(i + 1) - 1));
        await MeetAsync(node, i);
    }

    // All with all, for to hear of one from another takes seconds.
    private async Task MeetAsync(RedisServer node, int first)
    {
        foreach (var other in Enumerable.Range(0, first))
            await node.SayAsync("CLUSTER", "MEET", "127.0.0.1", Text(_nodes[other].Port), Text(_busses[other]));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
