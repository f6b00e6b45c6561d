using StackExchange.Redis;

namespace Gateway.Redis;

/// <summary>Makes the client; one that is registered is used in the place of the client library's own <c>ConnectAsync</c>.</summary>
internal delegate Task<IConnectionMultiplexer> RedisConnect(ConfigurationOptions configuration);
