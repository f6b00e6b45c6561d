using Gateway.Sessions;
using Microsoft.Extensions.Options;

namespace Gateway.Refresh;

/// <summary>
/// Makes sessions fresh, each with one call of its auth server at a time: one flight in this process, one lease among instances.
/// The flight belongs to nobody's request; who waits for it only stops waiting.
/// </summary>
internal sealed class RefreshCoordinator(
    RefreshSchedule schedule,
    SingleFlight flights,
    RefreshBackoff backoff,
    RefreshWork work,
    SessionStore store,
    RefreshMetrics metrics,
    IOptions<RefreshOptions> options,
    TimeProvider time
)
{
    /// <summary>Whether the session can be used as it is, with nothing to start beside it.</summary>
    public bool IsFresh(Session session) => schedule.Judge(session) is Freshness.Fresh;

    /// <summary>The session with a valid access token, or why there is none.</summary>
    public async ValueTask<RefreshOutcome> EnsureFreshAsync(Session session, CancellationToken cancellationToken)
    {
        var freshness = schedule.Judge(session);
        if (freshness is Freshness.Expired)
            return await WaitAsync(session, cancellationToken);
        if (freshness is Freshness.Due && backoff.Rest(session) == TimeSpan.Zero)
            Join(session);
        return new RefreshOutcome.Current(session);
    }

    /// <summary>
    /// A valid session in the place of <paramref name="refused"/>, whose access token a destination does not take: the newer one
    /// where there is one already, else a refreshed one. Null where there is none to be had now.
    /// </summary>
    public async Task<Session?> ReplaceAsync(Session refused, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(refused.Device) is not StoreAnswer.Current(var current))
            return null;
        if (current.Tokens.AccessToken != refused.Tokens.AccessToken)
            return schedule.Judge(current) is Freshness.Expired ? null : current;
        if (!current.CanRefresh || backoff.Rest(current) > TimeSpan.Zero)
            return null;
        var flight = flights.Join(current.Key, flight => work.RunAsync(current, flight, replace: true));
        try
        {
            return await flight.Outcome.WaitAsync(options.Value.Patience, time, cancellationToken) is RefreshOutcome.Current(var replaced)
                && replaced.Tokens.AccessToken != refused.Tokens.AccessToken
                ? replaced
                : null;
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private async Task<RefreshOutcome> WaitAsync(Session session, CancellationToken cancellationToken)
    {
        if (backoff.Rest(session) is var rest && rest > TimeSpan.Zero)
            return new RefreshOutcome.Unavailable(UnavailableCause.AuthServer, rest);
        var begun = time.GetTimestamp();
        var outcome = await WaitForFlightAsync(session, cancellationToken);
        metrics.RecordWait(RefreshMetrics.Word(outcome), time.GetElapsedTime(begun));
        return outcome;
    }

    private async Task<RefreshOutcome> WaitForFlightAsync(Session session, CancellationToken cancellationToken)
    {
        try
        {
            var flight = Join(session);
            var outcome = await flight.Outcome.WaitAsync(options.Value.Patience, time, cancellationToken);
            if (outcome is not RefreshOutcome.Current(var current) || schedule.Judge(current) is not Freshness.Expired)
                return outcome;
            // A flight that has told but not ended waits for the store, and what it was granted has expired over that.
            var cause = flight.Completion.IsCompleted ? UnavailableCause.AuthServer : UnavailableCause.Store;
            return new RefreshOutcome.Unavailable(cause, TimeSpan.FromSeconds(1));
        }
        catch (TimeoutException)
        {
            return new RefreshOutcome.Unavailable(UnavailableCause.AuthServer, TimeSpan.FromSeconds(1));
        }
    }

    private RefreshFlight Join(Session session) => flights.Join(session.Key, flight => work.RunAsync(session, flight, replace: false));
}
