using Gateway.AuthServers;
using Gateway.Lifecycle;
using Gateway.Sessions;
using Gateway.Tokens;

namespace Gateway.Refresh;

/// <summary>The work of one flight: lease, look again, call, commit. Every way ends in one outcome being told.</summary>
internal sealed partial class RefreshWork(
    LeaseDesk leases,
    SessionStore store,
    SessionIndex index,
    SessionLifecycle lifecycle,
    AuthServerRegistry authServers,
    RefreshSchedule schedule,
    RefreshBackoff backoff,
    RecordChanges changes,
    RefreshMetrics metrics,
    TimeProvider time,
    ILogger<RefreshWork> log
) : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _gone = new();

    /// <summary>The host is gone, and with it the store: what could not be stored by now never will be.</summary>
    public void Dispose() => _gone.Cancel();

    /// <summary>Refreshes where that is due; with <paramref name="replace"/> also a token that is valid still, for a destination has refused it.</summary>
    public async Task RunAsync(Session session, RefreshFlight flight, bool replace)
    {
        try
        {
            LeaseAnswer answer;
            do
                answer = await leases.TakeAsync(session, replace);
            while (answer is LeaseAnswer.Taken(var lease) && !await TryRefreshAsync(lease, flight));
            if (answer is LeaseAnswer.Settled(var outcome))
                flight.Tell(outcome);
        }
        catch (Exception error)
        {
            LogFault(error, session.AuthServer);
            flight.Fail(error);
        }
        finally
        {
            changes.Forget(session.Key);
        }
    }

    /// <summary>False where the lease was lost before there was an answer: what came of the session instead is to be looked at.</summary>
    private async Task<bool> TryRefreshAsync(HeldLease lease, RefreshFlight flight)
    {
        RefreshAnswer answer;
        using (lease) // the auth server has room for the next as soon as it has answered, however long storing takes
            answer = await CallAsync(lease);
        switch (answer)
        {
            case RefreshAnswer.Granted(var tokens):
                metrics.RecordGranted(lease.Session.AuthServer, time.GetTimestamp());
                await CommitAsync(lease.Session, Next(lease.Session, tokens), flight);
                break;
            case RefreshAnswer.Denied:
                await RefuseAsync(lease, flight);
                break;
            case RefreshAnswer.Unavailable when lease.IsLost:
                return false;
            case RefreshAnswer.Unavailable(_, var retryAfter):
                await PostponeAsync(lease, flight, retryAfter);
                break;
        }
        return true;
    }

    private async Task<RefreshAnswer> CallAsync(HeldLease lease)
    {
        if (!lease.Session.CanRefresh)
            return new RefreshAnswer.Denied("there is no refresh token, or it was refused before");
        if (authServers.Find(lease.Session.AuthServer) is { } server)
            return lease.MayBegin()
                ? await server.RefreshAsync(lease.Session.Tokens, lease.MaySendAsync, CancellationToken.None) // under its own timeout, never under a request's
                : new RefreshAnswer.Unavailable("the lease would have ended before the call", null);
        LogUnknown(lease.Session.AuthServer);
        return new RefreshAnswer.Unavailable("it is not configured", null);
    }

    private Session Next(Session session, TokenSet tokens) =>
        session with
        {
            Tokens = tokens.IdToken.IsEmpty ? tokens with { IdToken = session.Tokens.IdToken } : tokens,
            Version = session.Version + 1,
            SeenAt = time.GetUtcNow(),
        };

    /// <summary>Stores what was granted, however long the store is away; meanwhile this instance serves it.</summary>
    private async Task CommitAsync(Session from, Session next, RefreshFlight flight)
    {
        if (schedule.Judge(next) is Freshness.Fresh)
            backoff.Clear(next.Key);
        else
            backoff.Add(next, asked: null); // granted, yet no fresher: asking at every request would not help
        next = await index.KeepAsync(next);
        var begun = time.GetTimestamp();
        var answer = await store.CommitAsync(from, next);
        for (var delay = TimeSpan.FromMilliseconds(100); answer is StoreAnswer.Unavailable && !_gone.IsCancellationRequested; delay = delay * 2 < Moment ? delay * 2 : Moment)
        {
            store.ServeUnstored(next);
            flight.Tell(new RefreshOutcome.Current(next));
            if (delay - time.GetElapsedTime(begun) is var pause && pause > TimeSpan.Zero) // a try that was waited for in vain has been a pause already
                await Task.Delay(pause, time, _gone.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            begun = time.GetTimestamp();
            answer = await store.CommitAsync(from, next);
        }
        switch (answer)
        {
            case StoreAnswer.Gone:
                await lifecycle.DiscardAsync(next);
                flight.Tell(new RefreshOutcome.Ended());
                break;
            case StoreAnswer.Changed(var newer) when schedule.Judge(newer) is not Freshness.Expired:
                flight.Tell(new RefreshOutcome.Current(newer));
                break;
            default:
                flight.Tell(new RefreshOutcome.Current(next));
                break;
        }
    }

    /// <summary>No refresh token, or one refused for good: the session lives as long as its access token and ends with it.</summary>
    private async Task RefuseAsync(HeldLease lease, RefreshFlight flight)
    {
        var session = lease.Session;
        backoff.Clear(session.Key);
        var answer = schedule.Judge(session) is Freshness.Expired
            ? await lifecycle.RefuseAsync(session, lease.Attempt)
            : await lifecycle.MarkRefusedAsync(session, lease.Attempt);
        flight.Tell(
            answer switch
            {
                StoreAnswer.Current(var current) when schedule.Judge(current) is not Freshness.Expired => new RefreshOutcome.Current(current),
                StoreAnswer.Changed(var newer) when schedule.Judge(newer) is not Freshness.Expired => new RefreshOutcome.Current(newer),
                StoreAnswer.Changed => new RefreshOutcome.Unavailable(UnavailableCause.AuthServer, Moment), // somebody else is at it
                StoreAnswer.Unavailable => new RefreshOutcome.Unavailable(UnavailableCause.Store, Moment),
                _ => new RefreshOutcome.Ended(),
            }
        );
    }

    private async Task PostponeAsync(HeldLease lease, RefreshFlight flight, TimeSpan? asked)
    {
        var session = lease.Session;
        var rest = backoff.Add(session, asked);
        flight.Tell(
            schedule.Judge(session) is Freshness.Expired
                ? new RefreshOutcome.Unavailable(UnavailableCause.AuthServer, rest)
                : new RefreshOutcome.Current(session)
        );
        await store.ReleaseAsync(session, lease.Attempt);
    }

    [LoggerMessage(600, LogLevel.Error, "A session belongs to the auth server {AuthServer}, which is not configured")]
    private partial void LogUnknown(string authServer);

    [LoggerMessage(601, LogLevel.Error, "A refresh at {AuthServer} failed by a fault of the gateway")]
    private partial void LogFault(Exception error, string authServer);
}
