namespace Gateway.Sessions;

/// <summary>A session as it was read: when, and under which subscription. Immutable.</summary>
/// <param name="Session">The opened session.</param>
/// <param name="ReadAt">Timestamp of the read.</param>
/// <param name="Epoch">The subscription that would have told of a change since, see <see cref="SessionInvalidation"/>.</param>
/// <param name="IsUnstored">Whether it is newer than the store, which is away; it counts as current until it is stored.</param>
internal sealed record CachedSession(Session Session, long ReadAt, int Epoch, bool IsUnstored = false)
{
    private int _isClaimed;

    /// <summary>True for the first who asks: it is his to look at the record again.</summary>
    public bool TryClaim() => _isClaimed is 0 && Interlocked.Exchange(ref _isClaimed, 1) is 0;
}
