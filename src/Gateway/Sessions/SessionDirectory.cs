using Gateway.Devices;
using Gateway.Redis;
using StackExchange.Redis;

namespace Gateway.Sessions;

/// <summary>
/// Lists sessions by whom they belong to, oldest first; what is gone is taken out of the index on the way. What is a session still never is, whosever it is by
/// now: it may be listed under a name that only reads like the one that is asked for.
/// </summary>
internal sealed partial class SessionDirectory(RedisConnection redis, SessionKeys keys, TimeProvider time, ILogger<SessionDirectory> log)
{
    // A session is listed before it is stored, so the youngest entries may be of sessions to come.
    private static readonly TimeSpan Coming = TimeSpan.FromMinutes(1);

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
        RecordField.Sid,
    ];

    /// <summary>
    /// All sessions of the person whose <paramref name="session"/> this is, itself always among them; null where the store does not answer. Where the auth
    /// server names no user it is the e-mail address that tells, as that server wrote it: another's may say of anybody that it is theirs.
    /// </summary>
    public async Task<IReadOnlyList<SessionEntry>?> OfOwnerAsync(Session session)
    {
        var all =
            session.User is { Length: > 0 } user ? await OfUserAsync(session.AuthServer, user, session.Email)
            : session.Email is { Length: > 0 } email ? await OfEmailAsync(email)
            : [];
        var own = all?.Where(entry => entry.AuthServer == session.AuthServer && (entry.User ?? "") == (session.User ?? ""));
        if (session.User is not { Length: > 0 })
            own = own?.Where(entry => entry.Email == session.Email);
        return own is null ? null
            : own.Any(entry => entry.Record == session.Key) ? [.. own]
            : [.. own, SessionEntry.Of(session)];
    }

    /// <summary>
    /// All sessions of a user of an auth server; null where the store does not answer. What is gone is taken out of the index of
    /// <paramref name="email"/> as well, which is seldom listed itself.
    /// </summary>
    public Task<IReadOnlyList<SessionEntry>?> OfUserAsync(string authServer, string user, string? email = null) =>
        ListAsync(
            keys.UserIndex(authServer, user),
            entry => entry.AuthServer == authServer && entry.User == user,
            email is { Length: > 0 } ? keys.EmailIndex(email) : null
        );

    /// <summary>All sessions of an e-mail address, in whatever case it was written, at whatever auth server; null where the store does not answer.</summary>
    public Task<IReadOnlyList<SessionEntry>?> OfEmailAsync(string email) =>
        ListAsync(keys.EmailIndex(email), entry => entry.Email is { } written && SessionKeys.OneSpelling(written) == SessionKeys.OneSpelling(email));

    /// <summary>All sessions of a session at the auth server (OpenID Connect <c>sid</c>); null where the store does not answer.</summary>
    public Task<IReadOnlyList<SessionEntry>?> OfSidAsync(string authServer, string sid) =>
        ListAsync(keys.SidIndex(authServer, sid), entry => entry.AuthServer == authServer);

    /// <summary>The session of a handle, or none; null where the store does not answer.</summary>
    public Task<IReadOnlyList<SessionEntry>?> OfHandleAsync(string handle) =>
        DeviceId.IsWellFormed(handle) // the same letters
            ? AskAsync(async database =>
                await database.StringGetAsync(keys.HandleKey(handle), RedisConnection.AtPrimary) is { IsNull: false } id && await ReadAsync(database, keys.Record(id.ToString())) is { } entry
                    ? [entry]
                    : []
            )
            : Task.FromResult<IReadOnlyList<SessionEntry>?>([]);

    // A record may have become another's, where another service writes records too.
    private Task<IReadOnlyList<SessionEntry>?> ListAsync(string index, Func<SessionEntry, bool> belongs, string? secondIndex = null) =>
        AskAsync(async database =>
        {
            var listed = await database.SortedSetRangeByRankWithScoresAsync(index, flags: RedisConnection.AtPrimary);
            var entries = await Task.WhenAll(listed.Select(item => ReadAsync(database, keys.Record(item.Element.ToString()))));
            var settled = (time.GetUtcNow() - Coming).ToUnixTimeMilliseconds();
            var gone = listed.Where((item, i) => item.Score < settled && entries[i] is null).Select(item => item.Element).ToArray();
            if (gone.Length > 0)
                await Task.WhenAll(new[] { index, secondIndex }.OfType<string>().Select(key => database.SortedSetRemoveAsync(key, gone)));
            return [.. entries.OfType<SessionEntry>().Where(belongs)];
        });

    // The access token tells whether it is a session, and is all that is asked of it; last, so that what was read is of a session.
    private static async Task<SessionEntry?> ReadAsync(IDatabase database, string record)
    {
        try
        {
            var values = database.HashGetAsync(record, Fields, RedisConnection.AtPrimary);
            var isSession = database.HashExistsAsync(record, RecordField.AccessToken, RedisConnection.AtPrimary);
            await Task.WhenAll(values, isSession);
            return await isSession ? Entry(record, [.. (await values).Select(value => value.IsNull ? null : value.ToString())]) : null;
        }
        catch (RedisServerException error) when (error.Message.Contains("WRONGTYPE", StringComparison.Ordinal))
        {
            return null; // a key of another type is no session
        }
    }

    private async Task<IReadOnlyList<SessionEntry>?> AskAsync(Func<IDatabase, Task<IReadOnlyList<SessionEntry>>> ask)
    {
        try
        {
            return await ask(redis.Database);
        }
        catch (Exception error) when (RedisFailure.Is(error))
        {
            LogUnavailable(error.GetType().Name);
            return null;
        }
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
            RecordDate.Read(fields[7]),
            fields[8]
        );
    }

    [LoggerMessage(330, LogLevel.Warning, "Sessions could not be listed: {Error}")]
    private partial void LogUnavailable(string error);
}
