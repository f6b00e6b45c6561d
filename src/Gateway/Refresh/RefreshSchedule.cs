using Gateway.AuthServers;
using Gateway.Sessions;
using Microsoft.Extensions.Options;

namespace Gateway.Refresh;

/// <summary>
/// Decides when a session's access token is due. Pure but for the clock. The moments of sessions that were opened together lie apart:
/// each is due somewhere in the first quarter of the time ahead.
/// </summary>
internal sealed class RefreshSchedule(IOptions<RefreshOptions> options, AuthServerRegistry authServers, TimeProvider time)
{
    private const double Spread = 0.25;
    private readonly TimeSpan _ahead = options.Value.Ahead;

    public Freshness Judge(Session session)
    {
        var left = session.Tokens.AccessExpiry - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
            return Freshness.Expired;
        return session.CanRefresh && left <= AheadOf(session) ? Freshness.Due : Freshness.Fresh;
    }

    private TimeSpan AheadOf(Session session)
    {
        var third = LifetimeOf(session) / 3;
        return (_ahead < third ? _ahead : third) * (1 - (Spread * session.Spread));
    }

    private TimeSpan LifetimeOf(Session session) =>
        session.Tokens.AccessLifetime > TimeSpan.Zero ? session.Tokens.AccessLifetime
        : authServers.Find(session.AuthServer) is { } server ? server.AccessTokenLifetime
        : TimeSpan.Zero;
}
