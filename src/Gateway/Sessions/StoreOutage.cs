using Gateway.Redis;

namespace Gateway.Sessions;

/// <summary>Whether the store is away, by the answers that came and those that did not.</summary>
internal sealed class StoreOutage(RedisParts parts, SubscriptionEpoch epoch, TimeProvider time)
{
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RecoveryTime = TimeSpan.FromSeconds(3);

    // Who asks seldom learns seldom that it is back.
    private static readonly TimeSpan LongestLikely = TimeSpan.FromSeconds(30);

    private readonly Unanswered?[] _lastOf = new Unanswered?[RedisParts.Most]; // of each part alone
    private volatile Unanswered? _last;
    private long _troubleAt = time.GetTimestamp();

    /// <summary>
    /// For a moment after a failure nobody else waits for the store just to learn the same, unless its connection has come back meanwhile. What was asked of one
    /// of a Cluster's primaries tells nothing of the others.
    /// </summary>
    public bool IsNow(string record) => IsYounger(Volatile.Read(ref _lastOf[parts.Of(record)]), Memory);

    /// <summary>Whether the last question that may still count was not answered.</summary>
    public bool IsLikely => IsYounger(_last, LongestLikely);

    /// <summary>Whoever was granted tokens while the store was away stores them now; a lease that ran out meanwhile is theirs for a little longer.</summary>
    public bool IsJustOver => epoch.Quiet < RecoveryTime || time.GetElapsedTime(Volatile.Read(ref _troubleAt)) < RecoveryTime;

    /// <summary>Learns from what the store is <paramref name="asked"/> of <paramref name="record"/>.</summary>
    public async Task<StoreAnswer> HearAsync(string record, Task<StoreAnswer> asked)
    {
        var answer = await asked;
        var now = time.GetTimestamp();
        var unanswered = answer is StoreAnswer.Unavailable { IsAnswered: false } ? new Unanswered(now, epoch.Current) : null;
        Volatile.Write(ref _lastOf[parts.Of(record)], unanswered);
        _last = unanswered;
        if (answer is StoreAnswer.Unavailable)
            Volatile.Write(ref _troubleAt, now);
        return answer;
    }

    private bool IsYounger(Unanswered? last, TimeSpan age) => last is not null && last.Epoch == epoch.Current && time.GetElapsedTime(last.Since) < age;

    /// <summary>The last answer that did not come.</summary>
    private sealed record Unanswered(long Since, int Epoch);
}
