using Gateway.Redis;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Gateway.Tests.Support.Stores;

/// <summary>The store that a gateway without a Redis starts itself. Only the gateway knows its password, so a test looks in through it.</summary>
internal sealed class EmbeddedTestStore : TestStore
{
    private readonly TempDirectory _directory = new();

    public override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?> { ["Gateway:Redis:DataDirectory"] = _directory.Path };

    public override IConnectionMultiplexer Connect(GatewayHost gateway) => gateway.Services.GetRequiredService<RedisConnection>().Multiplexer;

    public override ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }
}
