using Gateway.Redis;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis.Profiling;

namespace Gateway.Tests.Support.Stores;

/// <summary>Counts the commands that a gateway sends to its store, by name; what the client sends to keep its connection is not among them.</summary>
public sealed class CommandCount
{
    private readonly ProfilingSession _profile = new();

    private CommandCount() { }

    /// <summary>Counts from here on.</summary>
    public static CommandCount Of(GatewayHost gateway)
    {
        var count = new CommandCount();
        gateway.Services.GetRequiredService<RedisConnection>().Multiplexer.RegisterProfiler(() => count._profile);
        return count;
    }

    /// <summary>The commands since the last call.</summary>
    public IReadOnlyList<string> Take() => [.. _profile.FinishProfiling().Select(command => command.Command)];
}
