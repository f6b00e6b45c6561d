using System.Globalization;
using Gateway.Tests.Support;
using StackExchange.Redis;

namespace Gateway.Tests.Model;

/// <summary>
/// The store of the model: a real server that runs the real scripts, but by the model's clock, and with what they publish handed to the
/// model instead of to subscribers. After each command the record is looked at: a version that was there once is never undone.
/// </summary>
internal sealed class ModelStore(IDatabase database, FakeTime time, TimeSpan skew, Evidence evidence)
{
    private readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);

    /// <summary>What the scripts publish.</summary>
    public Action<string, string> Published { get; set; } = (_, _) => { };

    public HashEntry[] Read(RedisKey key) => database.HashGetAll(key);

    public RedisValue Read(RedisKey key, RedisValue field) => database.HashGet(key, field);

    public RedisResult Run(string script, RedisKey key, RedisValue[] arguments)
    {
        var now = (time.GetUtcNow() + skew).ToUnixTimeMilliseconds();
        var seconds = (now / 1000).ToString(CultureInfo.InvariantCulture);
        var microseconds = (now % 1000 * 1000).ToString(CultureInfo.InvariantCulture);
        var all = (RedisResult[])database.ScriptEvaluate(ByModelTime(script), [key, seconds, microseconds], arguments)!;
        Look(key!, (RedisValue[])all[2]!);
        foreach (var message in (RedisResult[])all[1]!)
            Published((string)message[0]!, (string)message[1]!);
        return all[0];
    }

    /// <summary>Nothing is left of a run before.</summary>
    public void Forget(RedisKey key) => database.KeyDelete(key);

    private void Look(string key, RedisValue[] record)
    {
        if (record[0].IsNull)
        {
            if (_versions.Remove(key))
                evidence.Deleted(key);
            return;
        }
        var version = record[1].IsNull ? 0 : (long)record[1];
        if (evidence.IsEnded(key))
            evidence.Violation($"{key} has come back after its end");
        if (_versions.TryGetValue(key, out var before) && version < before)
            evidence.Violation($"{key} went back from version {before} to {version}");
        if (version != before)
            evidence.Note($"{key} has version {version}");
        _versions[key] = version;
    }

    // The script itself is untouched; only TIME and PUBLISH are answered here.
    private static string ByModelTime(string script) =>
        $$"""
        local real, published = redis, {}
        local redis = {}
        redis.call = function(name, ...)
          if name == 'TIME' then return {KEYS[2], KEYS[3]} end
          if name == 'PUBLISH' then published[#published + 1] = {...} return 0 end
          return real.call(name, ...)
        end
        redis.pcall = redis.call
        local answer = (function()
        {{script}}
        end)()
        return {answer, published, real.call('HMGET', KEYS[1], 'access_token', 'version')}
        """;
}
