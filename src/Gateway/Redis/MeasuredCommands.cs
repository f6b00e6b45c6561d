using System.Reflection;
using StackExchange.Redis;

namespace Gateway.Redis;

/// <summary>
/// Stands around the client while its commands are measured. The client's interface has hundreds of members, so it is stood for by one; what a command returns is
/// handed on as it is, and only watched.
/// </summary>
internal class MeasuredCommands : DispatchProxy
{
    // What is measured is named as the store names it.
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        [nameof(IDatabase.HashExistsAsync)] = "HEXISTS",
        [nameof(IDatabase.HashGetAllAsync)] = "HGETALL",
        [nameof(IDatabase.HashGetAsync)] = "HGET",
        [nameof(IDatabase.KeyDeleteAsync)] = "UNLINK",
        [nameof(IDatabase.KeyExistsAsync)] = "EXISTS",
        [nameof(IDatabase.ListRangeAsync)] = "LRANGE",
        [nameof(IDatabase.ListRemoveAsync)] = "LREM",
        [nameof(IDatabase.PingAsync)] = "PING",
        [nameof(IDatabase.ScriptEvaluateAsync)] = "EVALSHA",
        [nameof(IDatabase.SortedSetAddAsync)] = "ZADD",
        [nameof(IDatabase.SortedSetRangeByRankAsync)] = "ZRANGE",
        [nameof(IDatabase.SortedSetRangeByRankWithScoresAsync)] = "ZRANGE",
        [nameof(IDatabase.SortedSetRemoveAsync)] = "ZREM",
        [nameof(IDatabase.StreamAddAsync)] = "XADD",
        [nameof(IDatabase.StringGetAsync)] = "GET",
        [nameof(IDatabase.StringSetAndGetAsync)] = "SET",
        [nameof(IDatabase.StringSetAsync)] = "SET",
    };

    private IDatabaseAsync _client = null!;
    private RedisMetrics _metrics = null!;
    private TimeProvider _time = null!;

    /// <summary><paramref name="client"/>, a database or a batch, with a watch.</summary>
    public static T Around<T>(T client, RedisMetrics metrics, TimeProvider time)
        where T : class, IDatabaseAsync
    {
        var measured = Create<T, MeasuredCommands>();
        var self = (MeasuredCommands)(object)measured;
        (self._client, self._metrics, self._time) = (client, metrics, time);
        return measured;
    }

    /// <inheritdoc />
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var begun = _time.GetTimestamp();
        var returned = targetMethod!.Invoke(_client, BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null);
        if (returned is Task command)
            _ = WatchAsync(command, NameOf(targetMethod.Name, args!), targetMethod.Name is nameof(IDatabase.ScriptEvaluateAsync) ? RedisScript.NameOf(args![0]) : null, begun);
        return returned is IBatch batch ? Around(batch, _metrics, _time) : returned;
    }

    private async Task WatchAsync(Task command, string name, string? script, long begun)
    {
        await command.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var error = command.IsCanceled ? new TaskCanceledException(command) : command.Exception?.InnerException;
        _metrics.RecordCommand(name, script, error, _time.GetElapsedTime(begun));
    }

    private static string NameOf(string method, object?[] args) =>
        method is nameof(IDatabase.HashGetAsync) && args[1] is RedisValue[] ? "HMGET" : Names.GetValueOrDefault(method, method);
}
