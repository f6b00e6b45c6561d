using Gateway.Redis;
using StackExchange.Redis;

namespace Gateway.Sessions;

/// <summary>Which sessions belong to a user, an e-mail address and a session at the auth server: sorted sets, scored by when they were created.</summary>
internal sealed partial class SessionIndex(RedisConnection redis, SessionKeys keys, ILogger<SessionIndex> log)
{
    private static readonly RedisScript AddScript = RedisScript.Load("Sessions", "index");

    /// <summary>Adds a session to its indexes.</summary>
    public Task AddAsync(Session session) =>
        TryAsync(async database =>
        {
            foreach (var index in IndexesOf(session.AuthServer, session.User, session.Email, session.Sid))
                await AddScript.RunAsync(
                    database,
                    index,
                    session.CreatedAt.ToUnixTimeMilliseconds(),
                    keys.Id(session.Key),
                    End(session).ToUnixTimeMilliseconds()
                );
        });

    /// <summary>Takes a session out of them.</summary>
    public Task RemoveAsync(SessionEntry session, string? sid = null) =>
        TryAsync(async database =>
        {
            foreach (var index in IndexesOf(session.AuthServer, session.User, session.Email, sid))
                await database.SortedSetRemoveAsync(index, keys.Id(session.Record));
        });

    private IEnumerable<string> IndexesOf(string authServer, string? user, string? email, string? sid)
    {
        if (user is { Length: > 0 })
            yield return keys.UserIndex(authServer, user);
        if (email is { Length: > 0 })
            yield return keys.EmailIndex(email);
        if (sid is { Length: > 0 })
            yield return keys.SidIndex(authServer, sid);
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
