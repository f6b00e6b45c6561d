using System.Threading.RateLimiting;
using Gateway.AuthServers;
using Gateway.Sessions;
using Microsoft.Extensions.Options;

namespace Gateway.Refresh;

/// <summary>
/// Gets the lease of a session, or waits until whoever holds it has done the work. Waiting costs the store one read: who was told of
/// the lease does not ask for it, and who waits is woken by the published change.
/// </summary>
internal sealed class LeaseDesk(
    SessionStore store,
    InstanceId self,
    RecordChanges changes,
    AnnouncedLeases announced,
    AuthServerRegistry authServers,
    RefreshSchedule schedule,
    RefreshMetrics metrics,
    IOptions<RefreshOptions> options,
    TimeProvider time
)
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    // A net under a lost message, and under a store that stands still: the first look comes so early that who waits for it in vain has not waited
    // for more than a second longer than for the store alone. With an auth server that answers at once nothing waits this long.
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan SlowLook = TimeSpan.FromSeconds(2);

    // As long as leases are left alone after an outage. That is bounded here, for a store that is never quite well would else keep the lease of a holder
    // that has died: who has asked all this time and was answered each time knows that the holder could have stored by now.
    private static readonly TimeSpan LongestAbandoned = TimeSpan.FromSeconds(3);

    private readonly RefreshOptions _options = options.Value;

    /// <summary>
    /// Taken, or settled by somebody else. A token that is not due is refreshed only with <paramref name="replace"/>, when a destination has
    /// refused it.
    /// </summary>
    public async Task<LeaseAnswer> TakeAsync(Session session, bool replace)
    {
        var (answer, heldAt) = await TakeOrWaitAsync(session, replace);
        if (heldAt is { } since)
            metrics.RecordLeaseWait(Word(answer), time.GetElapsedTime(since));
        return answer;
    }

    /// <summary>What came of it, and since when another held the lease, where one did.</summary>
    private async Task<(LeaseAnswer Answer, long? HeldAt)> TakeOrWaitAsync(Session session, bool replace)
    {
        var since = time.GetTimestamp();
        long? heldAt = null;
        var (believe, look) = (true, FirstLook);
        long? abandonedAt = null;
        while (true)
        {
            var changed = changes.NextAsync(session.Key);
            var answer = believe && announced.RestOf(session) is { } told ? new LeaseAnswer.Held(told) : await AskAsync(session, replace, takeOver: IsLongAbandoned(abandonedAt));
            abandonedAt = answer is LeaseAnswer.Held { IsAbandoned: true } ? abandonedAt ?? time.GetTimestamp() : null;
            heldAt ??= answer is LeaseAnswer.Held ? time.GetTimestamp() : null;
            if (answer is LeaseAnswer.Held(var rest, _) && time.GetElapsedTime(since) < _options.Patience)
            {
                believe = await IsChangedAsync(changed, rest < look ? rest : look);
                look = SlowLook;
                answer = believe ? await LookAsync(session) : new LeaseAnswer.Changed(session);
            }
            switch (answer)
            {
                case LeaseAnswer.Changed(var newer) when time.GetElapsedTime(since) < _options.Patience:
                    session = newer;
                    break;
                case LeaseAnswer.Changed:
                    return (Unavailable(UnavailableCause.Store, Moment), heldAt);
                case LeaseAnswer.Held(var still, _):
                    return (Unavailable(UnavailableCause.AuthServer, still), heldAt);
                default:
                    return (answer, heldAt);
            }
        }
    }

    private static string Word(LeaseAnswer answer) => answer is LeaseAnswer.Settled(var outcome) ? RefreshMetrics.Word(outcome) : "taken";

    private bool IsLongAbandoned(long? since) => since is { } found && time.GetElapsedTime(found) >= LongestAbandoned;

    private async Task<LeaseAnswer> AskAsync(Session session, bool replace, bool takeOver)
    {
        // The place comes first: waiting for it must not use up the lease.
        var place = session.CanRefresh && authServers.Find(session.AuthServer) is { } server ? await server.EnterAsync() : null;
        try
        {
            var (attempt, askedAt) = (self.NextAttempt(_options.Lease), time.GetTimestamp());
            switch (await store.LeaseAsync(session, attempt, takeOver))
            {
                case StoreAnswer.Current(var current) when schedule.Judge(current) is not Freshness.Fresh || (replace && current.Tokens.AccessToken == session.Tokens.AccessToken):
                    return new LeaseAnswer.Taken(new HeldLease(current, attempt, askedAt, _options, Take(ref place), () => RenewAsync(current, attempt, askedAt), time));
                case StoreAnswer.Current(var current): // a service that keeps no version has refreshed it
                    await store.ReleaseAsync(current, attempt);
                    return new LeaseAnswer.Settled(new RefreshOutcome.Current(current));
                case StoreAnswer.Changed(var same) when IsSame(same, session): // a version that we read otherwise than the store does
                    return Unavailable(UnavailableCause.Store, Moment);
                case StoreAnswer.Changed(var newer):
                    return IsExpired(newer) ? new LeaseAnswer.Changed(newer) : new LeaseAnswer.Settled(new RefreshOutcome.Current(newer));
                case StoreAnswer.Held(var rest, var isAbandoned):
                    return new LeaseAnswer.Held(rest, isAbandoned);
                case StoreAnswer.Unavailable:
                    return Unavailable(UnavailableCause.Store, Moment);
                default:
                    return new LeaseAnswer.Settled(new RefreshOutcome.Ended());
            }
        }
        finally
        {
            place?.Dispose();
        }
    }

    /// <summary>
    /// Whether the lease can be had once more by the same attempt, and for the same tokens; null where the store does not say. It ends when it would have
    /// ended: others must not wait for longer when the holder dies.
    /// </summary>
    private async Task<bool?> RenewAsync(Session held, LeaseAttempt attempt, long askedAt) =>
        await store.LeaseAsync(held, attempt with { Length = attempt.Length - time.GetElapsedTime(askedAt) }) switch
        {
            StoreAnswer.Current(var now) => IsSame(now, held),
            StoreAnswer.Unavailable => null,
            _ => false,
        };

    /// <summary>Whether the record has changed; not, where the lease or our patience with the messages has ended before.</summary>
    private async Task<bool> IsChangedAsync(Task changed, TimeSpan patience) => await Task.WhenAny(changed, Task.Delay(patience, time)) == changed;

    /// <summary>What the holder of the lease has left. Read as any request reads it, so all of them read once.</summary>
    private async Task<LeaseAnswer> LookAsync(Session known) =>
        await store.FindAsync(known.Device) switch
        {
            StoreAnswer.Current(var found) when !IsExpired(found) && !IsSame(found, known) => new LeaseAnswer.Settled(new RefreshOutcome.Current(found)),
            StoreAnswer.Current(var found) => new LeaseAnswer.Changed(found),
            StoreAnswer.Unavailable => Unavailable(UnavailableCause.Store, Moment),
            _ => new LeaseAnswer.Settled(new RefreshOutcome.Ended()),
        };

    // Where other services write records there may be no version; then the token tells.
    private static bool IsSame(Session found, Session known) => found.Version == known.Version && found.Tokens.AccessToken == known.Tokens.AccessToken;

    private bool IsExpired(Session session) => schedule.Judge(session) is Freshness.Expired;

    private static LeaseAnswer.Settled Unavailable(UnavailableCause cause, TimeSpan retryAfter) => new(new RefreshOutcome.Unavailable(cause, retryAfter));

    private static RateLimitLease? Take(ref RateLimitLease? place)
    {
        var taken = place;
        place = null;
        return taken;
    }
}
