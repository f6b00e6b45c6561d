using System.Security.Cryptography;
using Gateway.AuthServers;
using Gateway.Lifecycle;
using Gateway.Sessions;
using Microsoft.Extensions.Options;

namespace Gateway.Refresh;

/// <summary>The work of one flight: lease, look again, call, commit. Every way ends in one outcome being told.</summary>
internal sealed partial class RefreshWork(
    SessionStore store,
    SessionLifecycle lifecycle,
    AuthServerRegistry authServers,
    RefreshSchedule schedule,
    RefreshBackoff backoff,
    RecordChanges changes,
    IOptions<RefreshOptions> options,
    TimeProvider time,
    ILogger<RefreshWork> log
)
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);
    private readonly string _instance = Convert.ToHexString(RandomNumberGenerator.GetBytes(8));

    /// <summary>Refreshes where that is due; with <paramref name="replace"/> also a token that is valid still, for a destination has refused it.</summary>
    public async Task RunAsync(Session session, RefreshFlight flight, bool replace)
    {
        try
        {
            if (await LeaseAsync(session, flight, replace) is { } leased)
                await RefreshAsync(leased, flight);
            changes.Forget(session.Key);
        }
        catch (Exception error)
        {
            LogFault(error, session.AuthServer);
            flight.Fail(error);
        }
    }

    /// <summary>The session as it is now, ours to refresh; null where that is not needed or not possible, and the outcome is told.</summary>
    private async Task<Session?> LeaseAsync(Session session, RefreshFlight flight, bool replace)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            var changed = changes.NextAsync(session.Key);
            switch (await store.LeaseAsync(session, _instance, options.Value.Lease))
            {
                case StoreAnswer.Current(var current) when schedule.Judge(current) is not Freshness.Fresh || (replace && current.Tokens.AccessToken == session.Tokens.AccessToken):
                    return current;
                case StoreAnswer.Current(var current): // a service that keeps no version has refreshed it
                    await store.ReleaseAsync(current, _instance);
                    flight.Tell(new RefreshOutcome.Current(current));
                    return null;
                case StoreAnswer.Changed(var newer) when schedule.Judge(newer) is not Freshness.Expired:
                    flight.Tell(new RefreshOutcome.Current(newer));
                    return null;
                case StoreAnswer.Changed(var newer) when time.GetElapsedTime(since) < options.Value.Lease:
                    session = newer;
                    break;
                case StoreAnswer.Changed:
                    flight.Tell(new RefreshOutcome.Unavailable(UnavailableCause.Store, Moment));
                    return null;
                case StoreAnswer.Held(var rest) when time.GetElapsedTime(since) < options.Value.Lease:
                    await Task.WhenAny(changed, Task.Delay(Shorter(rest, Moment), time));
                    break;
                case StoreAnswer.Held(var rest):
                    flight.Tell(new RefreshOutcome.Unavailable(UnavailableCause.AuthServer, rest));
                    return null;
                case StoreAnswer.Unavailable:
                    flight.Tell(new RefreshOutcome.Unavailable(UnavailableCause.Store, Moment));
                    return null;
                default:
                    flight.Tell(new RefreshOutcome.Ended());
                    return null;
            }
        }
    }

    private async Task RefreshAsync(Session session, RefreshFlight flight)
    {
        if (!session.CanRefresh)
        {
            await RefuseAsync(session, flight);
            return;
        }
        if (authServers.Find(session.AuthServer) is not { } server)
        {
            LogUnknown(session.AuthServer);
            await PostponeAsync(session, flight, asked: null);
            return;
        }
        switch (await server.RefreshAsync(session.Tokens, CancellationToken.None)) // under its own timeout, never under a request's
        {
            case RefreshAnswer.Granted(var tokens):
                await CommitAsync(session, Next(session, tokens), flight);
                break;
            case RefreshAnswer.Denied:
                await RefuseAsync(session, flight);
                break;
            case RefreshAnswer.Unavailable(_, var retryAfter):
                await PostponeAsync(session, flight, retryAfter);
                break;
        }
    }

    private Session Next(Session session, Tokens.TokenSet tokens) =>
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
            backoff.Add(next.Key, asked: null); // granted, yet no fresher: asking at every request would not help
        var answer = await store.CommitAsync(from, next);
        for (var delay = TimeSpan.FromMilliseconds(100); answer is StoreAnswer.Unavailable; delay = Shorter(delay * 2, Moment))
        {
            store.ServeUnstored(next);
            flight.Tell(new RefreshOutcome.Current(next));
            await Task.Delay(delay, time);
            answer = await store.CommitAsync(from, next);
        }
        switch (answer)
        {
            case StoreAnswer.Gone:
                lifecycle.Discard(next);
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
    private async Task RefuseAsync(Session session, RefreshFlight flight)
    {
        backoff.Clear(session.Key);
        var answer = schedule.Judge(session) is Freshness.Expired
            ? await lifecycle.RefuseAsync(session, _instance)
            : await store.MarkRefusedAsync(session with { IsRefused = true, Version = session.Version + 1 }, _instance);
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

    private async Task PostponeAsync(Session session, RefreshFlight flight, TimeSpan? asked)
    {
        var rest = backoff.Add(session.Key, asked);
        await store.ReleaseAsync(session, _instance);
        flight.Tell(
            schedule.Judge(session) is Freshness.Expired
                ? new RefreshOutcome.Unavailable(UnavailableCause.AuthServer, rest)
                : new RefreshOutcome.Current(session)
        );
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    [LoggerMessage(600, LogLevel.Error, "A session belongs to the auth server {AuthServer}, which is not configured")]
    private partial void LogUnknown(string authServer);

    [LoggerMessage(601, LogLevel.Error, "A refresh at {AuthServer} failed by a fault of the gateway")]
    private partial void LogFault(Exception error, string authServer);
}
