namespace Gateway.Tests.Support.Stores;

/// <summary>One redis-server for all tests of a run, started by the first that wants it and ended with the run.</summary>
public sealed class SharedRedis : IAsyncDisposable
{
    private static readonly Lazy<Task<RedisServer>> Server = new(StartAsync);

    /// <summary>Its configuration string. Skips the test where there is no redis-server.</summary>
    public static async Task<string> ConfigurationAsync() => (await Server.Value).Configuration;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Server.IsValueCreated && Server.Value.IsCompletedSuccessfully)
            await (await Server.Value).DisposeAsync();
    }

    private static async Task<RedisServer> StartAsync()
    {
        var server = await RedisServer.StartAsync();
        await MinimalRights.GrantAsync(server);
        return server;
    }
}
