namespace Gateway.Tests.Support.Stores;

/// <summary>One Redis Cluster for all tests of a run, started by the first that wants it and ended with the run.</summary>
public sealed class SharedCluster : IAsyncDisposable
{
    private static readonly Lazy<Task<RedisCluster>> Cluster = new(StartAsync);

    /// <summary>Its configuration string. Skips the test where there is no redis-server.</summary>
    public static async Task<string> ConfigurationAsync() => (await Cluster.Value).Configuration;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Cluster.IsValueCreated && Cluster.Value.IsCompletedSuccessfully)
            await (await Cluster.Value).DisposeAsync();
    }

    private static async Task<RedisCluster> StartAsync()
    {
        var cluster = await RedisCluster.StartAsync();
        await Task.WhenAll(cluster.Nodes.Select(MinimalRights.GrantAsync));
        return cluster;
    }
}
