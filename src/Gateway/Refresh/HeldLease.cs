using System.Threading.RateLimiting;
using Gateway.Sessions;

namespace Gateway.Refresh;

/// <summary>The right to refresh a session, and the place in the queue of its auth server. Disposing gives the place back, not the lease.</summary>
/// <param name="session">The session as it was when the lease was taken.</param>
/// <param name="attempt">What it was asked for as.</param>
/// <param name="askedAt">Timestamp from before the lease was asked for, so that the store's lease ends later than ours.</param>
/// <param name="options">How long a call may take, and how long the lease lasts.</param>
/// <param name="place">The place among the calls of the auth server; null where there is none to call.</param>
/// <param name="renewAsync">Asks for the lease once more: whether it is held still, or null where the store does not say.</param>
/// <param name="time">The clock.</param>
internal sealed class HeldLease(
    Session session,
    LeaseAttempt attempt,
    long askedAt,
    RefreshOptions options,
    RateLimitLease? place,
    Func<Task<bool?>> renewAsync,
    TimeProvider time
) : IDisposable
{
    private bool _isTried;

    public Session Session => session;

    public LeaseAttempt Attempt => attempt;

    /// <summary>Whether it was found to be lost: somebody else has changed the record, or is about to.</summary>
    public bool IsLost { get; private set; }

    private bool IsInTime => time.GetElapsedTime(askedAt) < options.Timeout;

    /// <summary>Whether a call that begins now has ended, at the latest by its own timeout, before the lease has.</summary>
    public bool MayBegin() => time.GetElapsedTime(askedAt) < options.Lease - options.Timeout;

    /// <summary>
    /// Whether a call that has begun may be sent now. Asked at each try: a process that was frozen meanwhile must not use a refresh token that
    /// another instance has used by now, and one more try is for whoever is known to hold the lease still: an earlier holder that was
    /// frozen may have stored its tokens meanwhile.
    /// </summary>
    public async Task<bool> MaySendAsync()
    {
        if (!IsInTime)
            return false;
        var isHeld = _isTried ? await renewAsync() : true;
        (_isTried, IsLost) = (true, isHeld is false);
        return isHeld is true && IsInTime;
    }

    public void Dispose() => place?.Dispose();
}
