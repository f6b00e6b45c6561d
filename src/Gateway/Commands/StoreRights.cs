using StackExchange.Redis;

namespace Gateway.Commands;

/// <summary>
/// Which of the commands that the gateway sends its user may not, on keys and channels such as it has. Redis is asked by its own <c>redis.acl_check_cmd</c>, which
/// checks and does nothing (since 7.0; one that has no such function is not asked). A command that the server does not have, or no longer by that name, is one of them.
/// </summary>
internal sealed class StoreRights(IReadOnlyList<string> keys, IReadOnlyList<RedisChannel> channels, string? stream)
{
    private static readonly string[] OnKeys =
    [
        .. "GET SET SETEX PSETEX DEL UNLINK EXISTS INCR EXPIRE PEXPIRE PEXPIREAT PTTL".Split(' '),
        .. "HGET HGETALL HMGET HSET HMSET HEXISTS HDEL".Split(' '),
        .. "ZADD ZRANGE ZRANGEBYSCORE ZREM ZCARD RPUSH LRANGE LINDEX LSET LREM".Split(' '),
    ];

    private static readonly string[] OnChannels = ["PUBLISH", "SUBSCRIBE", "UNSUBSCRIBE"];
    private static readonly string[] Others = ["EVALSHA", "SCRIPT LOAD", "SCAN", "TIME", "INFO", "PING", "ECHO"];

    // Names of keys come as arguments: they are not touched, and in a Cluster they lie on several servers.
    private const string Script = """
        if not redis.acl_check_cmd then return {} end
        local refused = {}
        for line in ARGV[1]:gmatch('[^\n]+') do
            local words = {}
            for word in line:gmatch('[^\t]+') do words[#words + 1] = word end
            local known, may = pcall(redis.acl_check_cmd, unpack(words))
            if not (known and may) then refused[#refused + 1] = line end
        end
        return refused
        """;

    /// <summary>All commands that the gateway may send, so that what is documented can be held against it.</summary>
    public static IEnumerable<string> Commands => [.. OnKeys, .. OnChannels, .. Others, "EVAL"];

    /// <summary>What is refused at <paramref name="server"/>: commands with what they were for.</summary>
    public async Task<IReadOnlyList<string>> RefusedAsync(IServer server)
    {
        try
        {
            var refused = (RedisValue[]?)await server.ExecuteAsync("EVAL", Script, "0", string.Join('\n', Asked())) ?? [];
            return [.. refused.Select(line => string.Join(' ', line.ToString().Split('\t').TakeWhile(word => word is not "0")))];
        }
        catch (RedisServerException error) when (error.Message.StartsWith("NOPERM", StringComparison.Ordinal) || error.Message.StartsWith("ERR unknown command", StringComparison.Ordinal))
        {
            return ["EVAL"];
        }
    }

    private IEnumerable<string> Asked() =>
        [
            .. from command in OnKeys from key in keys select Line(command, key),
            .. from command in OnChannels from channel in channels select Line(command, channel.ToString()),
            .. from command in Others select Line([.. command.Split(' '), "0", "0"]),
            .. stream is null ? [] : new[] { Line("XADD", stream) },
        ];

    private static string Line(params string[] words) => string.Join('\t', words);
}
