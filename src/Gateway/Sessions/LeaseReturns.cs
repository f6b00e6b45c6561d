namespace Gateway.Sessions;

/// <summary>
/// Gives back, beside the requests, leases that may have been taken without anybody knowing: the answer did not come, and a store that stood still
/// carries the command out when it goes on. On the same connection the return arrives just behind it. Where a connection was lost meanwhile
/// nobody knows which of them arrives first, so it is sent again as long as such a lease would last.
/// </summary>
internal sealed class LeaseReturns(SubscriptionEpoch epoch, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Calls <paramref name="release"/> until that has taken effect, or there can be nothing to release.</summary>
    public void Begin(LeaseAttempt attempt, long askedAt, Func<Task<StoreAnswer>> release) => _ = ReturnAsync(attempt, askedAt, release);

    private async Task ReturnAsync(LeaseAttempt attempt, long askedAt, Func<Task<StoreAnswer>> release)
    {
        while (!IsReturned(await release(), time.GetElapsedTime(askedAt), attempt.Length))
            await Task.Delay(Pause, time);
    }

    private bool IsReturned(StoreAnswer answer, TimeSpan passed, TimeSpan length) =>
        answer is StoreAnswer.Current || (answer is StoreAnswer.Gone && epoch.Quiet > passed) || passed > length;
}
