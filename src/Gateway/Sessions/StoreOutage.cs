namespace Gateway.Sessions;

/// <summary>Whether the store is away, by the answers that came and those that did not.</summary>
internal sealed class StoreOutage(SubscriptionEpoch epoch, TimeProvider time)
{
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RecoveryTime = TimeSpan.FromSeconds(3);

    // Who asks seldom learns seldom that it is back.
    private static readonly TimeSpan LongestLikely = TimeSpan.FromSeconds(30);

    private volatile Unanswered? _last;
    private long _troubleAt = time.GetTimestamp();

    /// <summary>For a moment after a failure nobody else waits for the store just to learn the same, unless its connection has come back meanwhile.</summary>
    public bool IsNow => IsYounger(Memory);

    /// <summary>Whether the last question that may still count was not answered.</summary>
    public bool IsLikely => IsYounger(LongestLikely);

    /// <summary>Whoever was granted tokens while the store was away stores them now; a lease that ran out meanwhile is theirs for a little longer.</summary>
    public bool IsJustOver => epoch.Quiet < RecoveryTime || time.GetElapsedTime(Volatile.Read(ref _troubleAt)) < RecoveryTime;

    /// <summary>Learns from what the store is <paramref name="asked"/>.</summary>
    public async Task<StoreAnswer> HearAsync(Task<StoreAnswer> asked)
    {
        var answer = await asked;
        var now = time.GetTimestamp();
        _last = answer is StoreAnswer.Unavailable { IsAnswered: false } ? new(now, epoch.Current) : null;
        if (answer is StoreAnswer.Unavailable)
            Volatile.Write(ref _troubleAt, now);
        return answer;
    }

    private bool IsYounger(TimeSpan age) => _last is { } last && last.Epoch == epoch.Current && time.GetElapsedTime(last.Since) < age;

    /// <summary>The last answer that did not come.</summary>
    private sealed record Unanswered(long Since, int Epoch);
}
