using Gateway.Devices;
using Microsoft.Extensions.Options;

namespace Gateway.Sessions;

/// <summary>
/// The only door to sessions. A cached session answers at once while it is known to be current; else it is read; and while the
/// store is away a session that was read before serves on for a while.
/// </summary>
internal sealed class SessionStore(
    SessionRecords records,
    SessionKeys keys,
    SessionCache cache,
    SessionReads reads,
    OwnWrites writes,
    SubscriptionEpoch epoch,
    IOptions<SessionsOptions> options,
    TimeProvider time
)
{
    private readonly SessionsOptions _options = options.Value;
    private long _awayUntil = long.MinValue;

    /// <summary>The session of a device, where it is known to be current without asking. No wait, no command, no allocation.</summary>
    public Session? FindWarm(ReadOnlySpan<char> device) =>
        cache.Find(device) is { } cached && (cached.IsUnstored || IsCurrent(cached)) ? cached.Session : null;

    /// <summary>The session of a device.</summary>
    public async Task<StoreAnswer> FindAsync(DeviceId device)
    {
        var cached = cache.Find(device.Reveal());
        if (cached is not null && (cached.IsUnstored || IsCurrent(cached) || (IsAway && MayServe(cached))))
            return new StoreAnswer.Current(cached.Session);
        var answer = await ReadAsync(device, keys.Record(device), cached?.Session);
        return answer is StoreAnswer.Unavailable && cached is not null && MayServe(cached) ? new StoreAnswer.Current(cached.Session) : answer;
    }

    /// <summary>Name of a device's record.</summary>
    public string RecordOf(DeviceId device) => keys.Record(device);

    /// <summary>Writes a new session.</summary>
    public Task<StoreAnswer> OpenAsync(Session session) => WriteAsync(session, records.OpenAsync);

    /// <summary>Asks for the right to refresh the session, and for how it is now.</summary>
    public Task<StoreAnswer> LeaseAsync(Session known, string owner, TimeSpan length) => HearAsync(records.LeaseAsync(known, owner, length));

    /// <summary>Writes the next version.</summary>
    public Task<StoreAnswer> CommitAsync(Session from, Session next) => WriteAsync(next, session => records.CommitAsync(from, session));

    /// <summary>Remembers that the refresh token was refused for good, under the lease.</summary>
    public Task<StoreAnswer> MarkRefusedAsync(Session next, string owner) => WriteAsync(next, session => records.MarkRefusedAsync(session, owner));

    /// <summary>Deletes a session that was refused for good, under the lease.</summary>
    public Task<StoreAnswer> EndRefusedAsync(Session session, string owner) => EndAsync(session.Key, () => records.EndRefusedAsync(session, owner));

    /// <summary>Gives the lease back unused.</summary>
    public Task<StoreAnswer> ReleaseAsync(Session session, string owner) => HearAsync(records.ReleaseAsync(session, owner));

    /// <summary>Serves a session that the store could not take yet.</summary>
    public void ServeUnstored(Session session) => cache.Put(new(session, time.GetTimestamp(), epoch.Current, IsUnstored: true));

    /// <summary>Deletes a record, whatever it is by now.</summary>
    public Task<StoreAnswer> EndAsync(string record) => EndAsync(record, () => records.EndAsync(record));

    private async Task<StoreAnswer> EndAsync(string record, Func<Task<StoreAnswer>> end)
    {
        var answer = await HearAsync(end());
        if (answer is not StoreAnswer.Unavailable)
            cache.Forget(record);
        return answer;
    }

    private Task<StoreAnswer> ReadAsync(DeviceId device, string key, Session? known)
    {
        var (started, startedIn) = (time.GetTimestamp(), epoch.Current);
        return reads.GetOrStartAsync(
            key,
            () => HearAsync(records.ReadAsync(device, key, known)),
            answer => Keep(answer, key, started, startedIn),
            () => cache.Forget(key)
        );
    }

    private void Keep(StoreAnswer answer, string key, long started, int startedIn)
    {
        if (answer is StoreAnswer.Current(var session))
            cache.Put(new(session, started, startedIn));
        else if (answer is StoreAnswer.Gone)
            cache.Forget(key);
    }

    private async Task<StoreAnswer> WriteAsync(Session session, Func<Session, Task<StoreAnswer>> send)
    {
        var (started, startedIn) = (time.GetTimestamp(), epoch.Current);
        // Nothing is heard while the subscription is down, so no echo may be waited for either.
        var write = startedIn is SubscriptionEpoch.None ? null : writes.Begin(session.Key);
        var answer = await HearAsync(send(session));
        if (answer is StoreAnswer.Current)
        {
            reads.Taint(session.Key); // what a read under way brings is older than this
            cache.Put(new(session, started, startedIn));
            if (write is not null && !writes.Complete(session.Key, write))
                cache.Forget(session.Key);
            return answer;
        }
        var news = write is not null && writes.Abandon(session.Key, write);
        if (news || answer is not StoreAnswer.Unavailable)
        {
            reads.Taint(session.Key);
            cache.Forget(session.Key);
        }
        return answer;
    }

    private async Task<StoreAnswer> HearAsync(Task<StoreAnswer> asked)
    {
        var answer = await asked;
        // For a moment after a failure nobody else waits for the store just to learn the same.
        Volatile.Write(ref _awayUntil, answer is StoreAnswer.Unavailable ? time.GetTimestamp() + time.TimestampFrequency : long.MinValue);
        return answer;
    }

    private bool IsAway => time.GetTimestamp() < Volatile.Read(ref _awayUntil);

    private bool IsCurrent(CachedSession cached) =>
        cached.Epoch is not SubscriptionEpoch.None && cached.Epoch == epoch.Current && time.GetElapsedTime(cached.ReadAt) < _options.CacheMaxAge;

    private bool MayServe(CachedSession cached) => time.GetElapsedTime(cached.ReadAt) < _options.ServeDuringStoreOutage;
}
