using Demo.AuthServer;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>A story with a Redis of its own, which may come to harm.</summary>
public abstract class StoreStory : IAsyncLifetime
{
    private protected RedisServer Redis { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Redis = await RedisServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Redis is not null)
            await Redis.DisposeAsync();
    }

    /// <summary>A world on it, whose gateway soon gives a command up.</summary>
    private protected Task<World> StartAsync(Action<Dictionary<string, string?>>? change = null, DemoAuthServerOptions? auth = null) =>
        World.StartAsync(
            StoreKind.Embedded,
            settings =>
            {
                settings["Gateway:Redis:Configuration"] = Redis.Configuration;
                settings["Gateway:Redis:Timeout"] = "00:00:00.500";
                change?.Invoke(settings);
            },
            auth
        );
}
