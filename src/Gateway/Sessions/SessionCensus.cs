using Gateway.Devices;
using Gateway.Redis;
using StackExchange.Redis;

namespace Gateway.Sessions;

/// <summary>
/// Counts sessions by walking the store, a thousand keys a step, at most once a minute however often it is asked. So that no sign-in and no refresh pays
/// for a count that few want to know; and a counter would not hear of sessions that end with their time.
/// </summary>
internal sealed partial class SessionCensus(RedisConnection redis, SessionKeys keys, TimeProvider time, ILogger<SessionCensus> log) : IDisposable
{
    private const int Step = 1000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5); // after a failure
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _one = new(1);
    private SessionCounts? _last;
    private long? _failedAt;

    /// <summary>The counts; null where the store does not answer.</summary>
    public async Task<SessionCounts?> CountAsync()
    {
        await _one.WaitAsync();
        try
        {
            if (_last is { } last && time.GetUtcNow() - last.CountedAt < MaxAge)
                return last;
            if (_failedAt is { } failed && time.GetElapsedTime(failed) < Pause)
                return null;
            (_last, _failedAt) = (await WalkAsync(), null);
            return _last;
        }
        catch (Exception error) when (RedisFailure.Is(error))
        {
            if (_failedAt is null)
                LogUnavailable(error.GetType().Name); // once an outage, however often it is asked
            _failedAt = time.GetTimestamp();
            return null;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<SessionCounts> WalkAsync()
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var server in RedisPrimaries.Of(redis.Multiplexer))
            await foreach (var page in server.KeysAsync(pattern: keys.AllRecords, pageSize: Step).Chunk(Step))
                foreach (var authServer in await Task.WhenAll(page.Select(key => AuthServerOfAsync(key.ToString()))))
                    if (authServer is not null)
                        counts[authServer] = counts.GetValueOrDefault(authServer) + 1;
        return new(counts.Values.Sum(), counts, time.GetUtcNow());
    }

    // Null for what is no session: a key of another application, or what was left of one that was ended from elsewhere.
    private async Task<string?> AuthServerOfAsync(string record)
    {
        if (!DeviceId.IsWellFormed(keys.Id(record)))
            return null;
        try
        {
            var authServer = redis.Database.HashGetAsync(record, RecordField.AuthServer, RedisConnection.AtPrimary);
            var isSession = redis.Database.HashExistsAsync(record, RecordField.AccessToken, RedisConnection.AtPrimary);
            await Task.WhenAll(authServer, isSession);
            return !await isSession ? null : await authServer is { IsNull: false } name ? name.ToString() : "default";
        }
        catch (RedisServerException error) when (error.Message.Contains("WRONGTYPE", StringComparison.Ordinal))
        {
            return null;
        }
    }

    [LoggerMessage(340, LogLevel.Warning, "Sessions could not be counted: {Error}")]
    private partial void LogUnavailable(string error);
}
