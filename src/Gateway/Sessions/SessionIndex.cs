using Gateway.Redis;
using StackExchange.Redis;

namespace Gateway.Sessions;

/// <summary>Which sessions a user has and which belong to an e-mail address: sorted sets, scored by when they were created.</summary>
internal sealed partial class SessionIndex(RedisConnection redis, SessionKeys keys, ILogger<SessionIndex> log)
{
    private static readonly RedisScript AddScript = RedisScript.Load("Sessions", "index");

    /// <summary>Adds a session to the indexes of its user and its e-mail address.</summary>
    public Task AddAsync(Session session) =>
        TryAsync(async database =>
        {
            foreach (var index in IndexesOf(session))
                await AddScript.RunAsync(
                    database,
                    index,
                    session.CreatedAt.ToUnixTimeMilliseconds(),
                    keys.Id(session.Key),
                    End(session).ToUnixTimeMilliseconds()
                );
        });

    /// <summary>Takes a session out of both.</summary>
    public Task RemoveAsync(Session session) =>
        TryAsync(async database =>
        {
            foreach (var index in IndexesOf(session))
                await database.SortedSetRemoveAsync(index, keys.Id(session.Key));
        });

    /// <summary>The records of a user beyond the newest <paramref name="most"/>, so that they can be ended.</summary>
    public async Task<IReadOnlyList<string>> FindBeyondAsync(Session session, int most)
    {
        var beyond = new List<string>();
        await TryAsync(async database =>
        {
            foreach (var index in IndexesOf(session))
            {
                if (await database.SortedSetLengthAsync(index) <= most)
                    continue;
                var records = (await ListAsync(database, index)).ToList();
                if (index == keys.UserIndex(session.AuthServer, session.User ?? "") && records.Count > most)
                    beyond.AddRange(records[..^most]);
            }
        });
        return beyond;
    }

    /// <summary>The records of an index, oldest first; what is gone is taken out on the way.</summary>
    private async Task<IEnumerable<string>> ListAsync(IDatabase database, string index)
    {
        var ids = await database.SortedSetRangeByRankAsync(index);
        var exist = await Task.WhenAll(ids.Select(id => database.KeyExistsAsync(keys.Record(id.ToString()))));
        foreach (var gone in ids.Where((_, i) => !exist[i]))
            await database.SortedSetRemoveAsync(index, gone);
        return ids.Where((_, i) => exist[i]).Select(id => keys.Record(id.ToString()));
    }

    private IEnumerable<string> IndexesOf(Session session)
    {
        if (session.User is { Length: > 0 } user)
            yield return keys.UserIndex(session.AuthServer, user);
        if (session.Email is { Length: > 0 } email)
            yield return keys.EmailIndex(email);
    }

    // A record without an end of its own is listed for a year.
    private static DateTimeOffset End(Session session) =>
        session.Tokens.RefreshExpiry == DateTimeOffset.MaxValue ? session.CreatedAt.AddYears(1) : session.Tokens.RefreshExpiry;

    private async Task TryAsync(Func<IDatabase, Task> change)
    {
        try
        {
            await change(redis.Database);
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            LogStale(error.GetType().Name); // the record itself is what counts; a stale entry is pruned when it is listed
        }
    }

    [LoggerMessage(320, LogLevel.Warning, "The index of sessions could not be brought up to date: {Error}")]
    private partial void LogStale(string error);
}
