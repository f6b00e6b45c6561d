using StackExchange.Redis;

namespace Gateway.Redis;

/// <summary>Parts of all keys that can be away while others answer: in a Cluster each primary has some of the slots, as a rule in a few runs. Else all is one part.</summary>
internal sealed class RedisParts(RedisConnection redis)
{
    /// <summary>How many there can be.</summary>
    public const int Most = 64;

    private const int Slots = 16384;
    private volatile ServerType[] _seen = []; // one, once a server has told what it is

    /// <summary>The number of the part that a key is in.</summary>
    public int Of(string key) => IsCluster() ? redis.Multiplexer.HashSlot(key) / (Slots / Most) : 0;

    private bool IsCluster()
    {
        if (_seen.Length is 0 && redis.IsConnected)
            _seen = [.. redis.Multiplexer.GetServers().Where(server => server.IsConnected).Select(server => server.ServerType).Take(1)];
        return _seen is [ServerType.Cluster];
    }
}
