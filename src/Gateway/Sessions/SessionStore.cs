using Gateway.Devices;
using Gateway.Redis;
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
    LeaseReturns returns,
    SessionRenewal renewal,
    StoreOutage outage,
    SessionsMetrics metrics,
    IOptions<SessionsOptions> options,
    TimeProvider time
)
{
    private static readonly TimeSpan UnknownMemory = TimeSpan.FromSeconds(1);
    private readonly SessionsOptions _options = options.Value;

    /// <summary>The session of a device, where it is known to be current without asking. No wait, no command, no allocation.</summary>
    public Session? FindWarm(ReadOnlySpan<char> device)
    {
        if (cache.Find(device) is not { } cached)
            return null;
        var age = time.GetElapsedTime(cached.ReadAt);
        if (!cached.IsUnstored && !IsCurrent(cached, age))
            return null;
        if (!cached.IsUnstored)
            renewal.Note(cached, age);
        metrics.RecordCached();
        return cached.Session;
    }

    /// <summary>The session of a device.</summary>
    public async Task<StoreAnswer> FindAsync(DeviceId device)
    {
        var cached = cache.Find(device.Reveal());
        if (cached is not null && (cached.IsUnstored || IsCurrent(cached, time.GetElapsedTime(cached.ReadAt)) || MayServeUnasked(cached)))
            return Cached(cached);
        var record = keys.Record(device);
        // Where changes were not heard since, the store may have lost a write, and its version may be another's.
        var known = cached is not null && IsOfNow(cached.Epoch) ? cached.Session : null;
        var answer = cached is null && IsUnknown(record) ? StoreAnswer.Gone.Instance : await ReadAsync(device, record, known);
        if (answer is StoreAnswer.Unavailable && cached is not null && MayServe(cached))
            return Cached(cached);
        metrics.RecordAnswer(answer);
        return answer;
    }

    private StoreAnswer.Current Cached(CachedSession cached)
    {
        metrics.RecordCached();
        return new(cached.Session);
    }

    /// <summary>Name of a device's record.</summary>
    public string RecordOf(DeviceId device) => keys.Record(device);

    /// <summary>Writes a new session. What is <paramref name="told"/> of a change is appended in the same step; so it is with the others.</summary>
    public Task<StoreAnswer> OpenAsync(Session session, Appendix? told = null) => WriteAsync(session, opened => records.OpenAsync(opened, told));

    /// <summary>
    /// Asks for the right to refresh the session, and for how it is now where its version does not tell. <paramref name="takeOver"/>: an abandoned lease has been left to its holder for
    /// long enough.
    /// </summary>
    public async Task<StoreAnswer> LeaseAsync(Session known, LeaseAttempt attempt, bool takeOver = false)
    {
        if (outage.IsNow(known.Key))
            return StoreAnswer.Unavailable.Instance; // who has waited for the store in vain does not wait twice
        var askedAt = time.GetTimestamp();
        var answer = await outage.HearAsync(known.Key, records.LeaseAsync(known, attempt, mayTakeOver: takeOver || !outage.IsJustOver));
        if (answer is StoreAnswer.Unavailable { IsAnswered: false })
            Return(known, attempt, askedAt);
        if (answer is StoreAnswer.Changed or StoreAnswer.Gone)
            cache.Forget(known.Key); // the news of that has not come, or not yet
        return answer;
    }

    /// <summary>Writes the next version.</summary>
    public Task<StoreAnswer> CommitAsync(Session from, Session next) => WriteAsync(next, session => records.CommitAsync(from, session));

    /// <summary>Remembers that the refresh token was refused for good, under the lease.</summary>
    public Task<StoreAnswer> MarkRefusedAsync(Session next, LeaseAttempt lease, Appendix? told = null) =>
        WriteAsync(next, marked => records.MarkRefusedAsync(marked, lease, told));

    /// <summary>Deletes a session that was refused for good, under the lease.</summary>
    public Task<StoreAnswer> EndRefusedAsync(Session session, LeaseAttempt lease, Appendix? told = null) =>
        EndAsync(session.Key, () => records.EndRefusedAsync(session, lease, told));

    /// <summary>Gives the lease back unused; beside everything else once more, where the store did not answer.</summary>
    public async Task ReleaseAsync(Session session, LeaseAttempt lease)
    {
        var askedAt = time.GetTimestamp();
        if (await outage.HearAsync(session.Key, records.ReleaseAsync(session, lease)) is StoreAnswer.Unavailable)
            Return(session, lease, askedAt);
    }

    /// <summary>Serves a session that the store could not take yet.</summary>
    public void ServeUnstored(Session session) => cache.Put(new(session, time.GetTimestamp(), epoch.Current, IsUnstored: true));

    /// <summary>Deletes a record, whatever it is by now, since its browser has <paramref name="left"/> it.</summary>
    public Task<StoreAnswer> EndAsync(string record, Leaving left, Appendix? told = null) => EndAsync(record, () => records.EndAsync(record, left, told));

    /// <summary>Ends a session from elsewhere; what is left of it waits for its browser.</summary>
    public Task<StoreAnswer> RevokeAsync(string record, string why, Appendix? told = null) => EndAsync(record, () => records.RevokeAsync(record, why, told));

    /// <summary>Deletes what was left of it, and hands it to the first who does.</summary>
    public Task<StoreAnswer> BuryAsync(StoreAnswer.Revoked revoked, Leaving? left = null) => outage.HearAsync(revoked.Key, records.BuryAsync(revoked, left));

    private void Return(Session session, LeaseAttempt lease, long askedAt) => returns.Begin(lease, askedAt, () => outage.HearAsync(session.Key, records.ReleaseAsync(session, lease)));

    private async Task<StoreAnswer> EndAsync(string record, Func<Task<StoreAnswer>> end)
    {
        var answer = await outage.HearAsync(record, end());
        if (answer is not StoreAnswer.Unavailable)
            cache.Forget(record);
        return answer;
    }

    private Task<StoreAnswer> ReadAsync(DeviceId device, string key, Session? known)
    {
        var (started, startedIn) = (time.GetTimestamp(), epoch.Current);
        return reads.GetOrStartAsync(key, LookAsync, answer => Keep(answer, key, started, startedIn), () => cache.Forget(key));

        Task<StoreAnswer> LookAsync()
        {
            // Another's read may have ended since the cache was asked.
            if (cache.Find(device.Reveal()) is not { } kept || !IsCurrent(kept, time.GetElapsedTime(kept.ReadAt)))
                return outage.HearAsync(key, records.ReadAsync(device, key, known));
            (started, startedIn) = (kept.ReadAt, kept.Epoch);
            return Task.FromResult<StoreAnswer>(new StoreAnswer.Current(kept.Session));
        }
    }

    private void Keep(StoreAnswer answer, string key, long started, int startedIn)
    {
        if (answer is StoreAnswer.Current(var session))
            cache.Put(new(session, started, startedIn));
        else if (answer is StoreAnswer.Gone or StoreAnswer.Revoked)
            cache.Forget(key);
        if (answer is StoreAnswer.Gone { Left: null })
            cache.Unknown.Add(key, started, startedIn);
    }

    private async Task<StoreAnswer> WriteAsync(Session session, Func<Session, Task<StoreAnswer>> send)
    {
        var (started, startedIn) = (time.GetTimestamp(), epoch.Current);
        // Nothing is heard while the subscription is down, so no echo may be waited for either.
        var write = startedIn is SubscriptionEpoch.None ? null : writes.Begin(session.Key);
        var answer = await outage.HearAsync(session.Key, send(session));
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

    private bool IsCurrent(CachedSession cached, TimeSpan age) => IsOfNow(cached.Epoch) && age < _options.CacheMaxAge;

    private bool IsUnknown(string record) =>
        cache.Unknown.Find(record) is { } look
        && IsOfNow(look.Epoch)
        && time.GetElapsedTime(look.ReadAt) is var age
        && age < UnknownMemory
        && age < _options.CacheMaxAge;

    private bool IsOfNow(int read) => read is not SubscriptionEpoch.None && read == epoch.Current;

    // Where changes are heard again since it was read, one may have been missed: then it is asked for first, whatever became of another's question.
    private bool MayServeUnasked(CachedSession cached) => outage.IsNow(cached.Session.Key) && MayServe(cached) && (cached.Epoch == epoch.Current || epoch.Current is SubscriptionEpoch.None);

    private bool MayServe(CachedSession cached) => time.GetElapsedTime(cached.ReadAt) < _options.ServeDuringStoreOutage;
}
