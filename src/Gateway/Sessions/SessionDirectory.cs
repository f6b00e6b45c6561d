using Gateway.Redis;
using StackExchange.Redis;

namespace Gateway.Sessions;

/// <summary>Lists sessions by whom they belong to, oldest first; what is gone is taken out of the index on the way.</summary>
internal sealed partial class SessionDirectory(RedisConnection redis, SessionKeys keys, ILogger<SessionDirectory> log)
{
    private static readonly RedisValue[] Fields =
    [
        RecordField.AuthServer,
        RecordField.User,
        RecordField.Email,
        RecordField.DeviceName,
        RecordField.Ip,
        RecordField.CreatedAt,
        RecordField.SeenAt,
        RecordField.RefreshExpiry,
    ];

    /// <summary>All sessions of the person whose <paramref name="session"/> this is; null where the store does not answer.</summary>
    public Task<IReadOnlyList<SessionEntry>?> OfOwnerAsync(Session session) =>
        session.User is { Length: > 0 } user ? OfUserAsync(session.AuthServer, user)
        : session.Email is { Length: > 0 } email ? OfEmailAsync(email)
        : Task.FromResult<IReadOnlyList<SessionEntry>?>([SessionEntry.Of(session)]);

    /// <summary>All sessions of a user of an auth server; null where the store does not answer.</summary>
    public Task<IReadOnlyList<SessionEntry>?> OfUserAsync(string authServer, string user) => ListAsync(keys.UserIndex(authServer, user));

    /// <summary>All sessions of an e-mail address; null where the store does not answer.</summary>
    public Task<IReadOnlyList<SessionEntry>?> OfEmailAsync(string email) => ListAsync(keys.EmailIndex(email));

    /// <summary>All sessions of a session at the auth server (OpenID Connect <c>sid</c>); null where the store does not answer.</summary>
    public Task<IReadOnlyList<SessionEntry>?> OfSidAsync(string authServer, string sid) => ListAsync(keys.SidIndex(authServer, sid));

    private async Task<IReadOnlyList<SessionEntry>?> ListAsync(string index)
    {
        try
        {
            var database = redis.Database;
            var ids = await database.SortedSetRangeByRankAsync(index);
            var records = await Task.WhenAll(ids.Select(id => ReadAsync(database, keys.Record(id.ToString()))));
            var gone = ids.Where((_, i) => records[i] is null).ToArray();
            if (gone.Length > 0)
                await database.SortedSetRemoveAsync(index, gone);
            return [.. records.OfType<SessionEntry>()];
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            LogUnavailable(error.GetType().Name);
            return null;
        }
    }

    // The access token tells whether it is a session, and is all that is asked of it.
    private static async Task<SessionEntry?> ReadAsync(IDatabase database, string record)
    {
        var (isSession, values) = (database.HashExistsAsync(record, RecordField.AccessToken), database.HashGetAsync(record, Fields));
        await Task.WhenAll(isSession, values);
        return await isSession ? Entry(record, [.. (await values).Select(value => value.IsNull ? null : value.ToString())]) : null;
    }

    private static SessionEntry Entry(string record, string?[] fields)
    {
        var created = RecordDate.Read(fields[5]) ?? default;
        return new SessionEntry(
            record,
            SessionKeys.Handle(record),
            fields[0] ?? "default",
            fields[1],
            fields[2],
            fields[3],
            fields[4],
            created,
            RecordDate.Read(fields[6]) ?? created,
            RecordDate.Read(fields[7])
        );
    }

    [LoggerMessage(330, LogLevel.Warning, "Sessions could not be listed: {Error}")]
    private partial void LogUnavailable(string error);
}
