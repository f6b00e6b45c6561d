using Gateway.Redis;
using StackExchange.Redis;

namespace Gateway.Sessions;

/// <summary>
/// Which sessions belong to a user, an e-mail address and a session at the auth server: sorted sets, scored by when they were created. And what leads
/// from a session's handle to it.
/// </summary>
internal sealed partial class SessionIndex(RedisConnection redis, SessionKeys keys, TimeProvider time, ILogger<SessionIndex> log)
{
    private static readonly RedisScript AddScript = RedisScript.Load("Sessions", "index");

    // A record without an end of its own, or with one that is out of sight.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    // What clocks of instances that work may differ by.
    private static readonly TimeSpan MostSkew = TimeSpan.FromMinutes(1);

    /// <summary>
    /// When a session that opens now counts as created: after all others of its owner, whatever the clocks of their instances say. So the one that was just
    /// opened is never the oldest, but for those that open at the very same moment.
    /// </summary>
    public async Task<DateTimeOffset> NowAsync(string authServer, string? user, string? email)
    {
        var now = time.GetUtcNow();
        var youngest = DateTimeOffset.MinValue;
        if (IndexesOf(authServer, user, email, sid: null).FirstOrDefault() is { } index)
            await TryAsync(database => [ReadAsync(database)]);
        return youngest >= now && youngest - now < MostSkew ? youngest : now;

        async Task ReadAsync(IDatabase database)
        {
            foreach (var last in await database.SortedSetRangeByRankWithScoresAsync(index, -1, flags: RedisConnection.AtPrimary))
                youngest = DateTimeOffset.FromUnixTimeMilliseconds((long)last.Score + 1);
        }
    }

    /// <summary>
    /// Adds a session to its indexes, before it is stored: none must be open that nobody could find and end. They hold it for twice as long as it lives
    /// by now, so that a session that is refreshed has to be added again but seldom. Null where the store does not answer.
    /// </summary>
    public async Task<Session?> AddAsync(Session session)
    {
        var until = session.SeenAt + (2 * RestOf(session));
        var (id, handle) = (keys.Id(session.Key), SessionKeys.Handle(session.Key));
        var isAdded = await TryAsync(database =>
            [
                .. IndexesOf(session.AuthServer, session.User, session.Email, session.Sid)
                    .Select(index => AddScript.RunAsync(database, index, session.CreatedAt.ToUnixTimeMilliseconds(), id, until.ToUnixTimeMilliseconds())),
                database.StringSetAsync(keys.HandleKey(handle), id, until - session.SeenAt),
            ]
        );
        return isAdded ? session with { IndexedUntil = until } : null;
    }

    /// <summary>A session that lives on: added again where its indexes might end before it. Mostly no command.</summary>
    public async Task<Session> KeepAsync(Session session) =>
        session.IndexedUntil is { } until && session.SeenAt + RestOf(session) > until ? await AddAsync(session) ?? session : session;

    /// <summary>Takes a session out of them.</summary>
    public Task RemoveAsync(SessionEntry session) =>
        TryAsync(database =>
            [
                .. IndexesOf(session.AuthServer, session.User, session.Email, session.Sid)
                    .Select(index => database.SortedSetRemoveAsync(index, keys.Id(session.Record))),
                database.KeyDeleteAsync(keys.HandleKey(session.Handle)),
            ]
        );

    private IEnumerable<string> IndexesOf(string authServer, string? user, string? email, string? sid)
    {
        if (user is { Length: > 0 })
            yield return keys.UserIndex(authServer, user);
        if (email is { Length: > 0 })
            yield return keys.EmailIndex(email);
        if (sid is { Length: > 0 })
            yield return keys.SidIndex(authServer, sid);
    }

    private static TimeSpan RestOf(Session session) =>
        session.Tokens.RefreshExpiry - session.SeenAt is var rest && rest < Longest ? rest : Longest;

    private async Task<bool> TryAsync(Func<IDatabase, Task[]> change)
    {
        try
        {
            await Task.WhenAll(change(redis.Database)); // sent together, each to its own slot
            return true;
        }
        catch (Exception error) when (RedisFailure.Is(error))
        {
            LogStale(error.GetType().Name); // the record itself is what counts; a stale entry is pruned when it is listed
            return false;
        }
    }

    [LoggerMessage(320, LogLevel.Warning, "The index of sessions could not be brought up to date: {Error}")]
    private partial void LogStale(string error);
}
