using System.Threading.RateLimiting;
using Gateway.Sessions;

namespace Gateway.Refresh;

/// <summary>The right to refresh a session, and the place in the queue of its auth server. Disposing gives the place back, not the lease.</summary>
/// <param name="session">The session as it was when the lease was taken.</param>
/// <param name="askedAt">Timestamp from before the lease was asked for, so that the store's lease ends later than ours.</param>
/// <param name="mayCallFor">How long after that a call may still be sent.</param>
/// <param name="place">The place among the calls of the auth server; null where there is none to call.</param>
/// <param name="time">The clock.</param>
internal sealed class HeldLease(Session session, long askedAt, TimeSpan mayCallFor, RateLimitLease? place, TimeProvider time) : IDisposable
{
    public Session Session => session;

    /// <summary>
    /// Whether a call that is sent now has an end before the lease has. Asked again at each try: a process that was frozen meanwhile
    /// must not use a refresh token that another instance has used by now.
    /// </summary>
    public bool MayCall() => time.GetElapsedTime(askedAt) < mayCallFor;

    public void Dispose() => place?.Dispose();
}
