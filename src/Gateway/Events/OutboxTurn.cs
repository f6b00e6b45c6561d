namespace Gateway.Events;

/// <summary>What is done with a record that was claimed: its events are delivered in their order, up to the first that fails.</summary>
internal sealed partial class OutboxTurn(OutboxStore store, Delivery delivery, EventsMetrics metrics, TimeProvider time, ILogger<OutboxTurn> log)
{
    /// <summary>How long a record is claimed: longer than a turn takes, which is <see cref="Room"/> and one more delivery.</summary>
    public static readonly TimeSpan ClaimLength = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Room = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LongestTried = TimeSpan.FromDays(3);
    private static readonly TimeSpan Undecided = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan NextLook = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Works on <paramref name="record"/>. Of the <paramref name="claimed"/> notes those that are <paramref name="decided"/> are known to have been followed by
    /// their change, or never to be.
    /// </summary>
    public async Task RunAsync(string record, IEnumerable<Intent> claimed, IReadOnlySet<Intent> decided, CancellationToken stopping)
    {
        var begun = time.GetTimestamp();
        if (await store.ReadAsync(record) is not { } events)
            return; // the claim runs out, and then somebody looks again
        var open = claimed.ToHashSet();
        try
        {
            foreach (var stored in events)
            {
                var pending = PendingEvent.Parse(stored);
                if (time.GetElapsedTime(begun) > Room || (pending is not null && !await IsDoneAsync(record, pending, stopping)))
                {
                    await store.PutOffAsync(open, pending is null ? TimeSpan.Zero : DeliveryBackoff.After(time.GetUtcNow() - pending.Event.Time));
                    return;
                }
                await TakeOutAsync(record, stored, pending, open);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await store.PutOffAsync(open, TimeSpan.Zero); // for another instance, or for the next start
            return;
        }
        await SweepAsync(open, decided);
    }

    /// <summary>Whether everybody has the event, or nobody will be bothered with it any more.</summary>
    private async Task<bool> IsDoneAsync(string record, PendingEvent pending, CancellationToken stopping)
    {
        var (reached, isDone) = await delivery.DeliverAsync(pending, stopping);
        if (isDone)
            return true;
        if (time.GetUtcNow() - pending.Event.Time > LongestTried)
        {
            metrics.RecordDropped("too_old", 1);
            LogGivenUp(pending.Event.Type, LongestTried.TotalDays);
            return true;
        }
        if (reached.Count > 0)
            await store.MarkAsync(record, pending.Stored, pending.Reaching(reached).Stored);
        return false;
    }

    private async Task TakeOutAsync(string record, string stored, PendingEvent? pending, HashSet<Intent> open)
    {
        if (!await store.RemoveAsync(record, stored) || pending is null)
            return;
        var intent = new Intent(pending.Event.Id, record);
        open.Remove(intent);
        await store.ForgetAsync(intent);
    }

    /// <summary>What was noted and is not there was never changed, or not yet, or was delivered by another instance a moment ago.</summary>
    private async Task SweepAsync(HashSet<Intent> absent, IReadOnlySet<Intent> decided)
    {
        foreach (var intent in absent)
            if (decided.Contains(intent) || time.GetUtcNow() - intent.MadeAt > Undecided)
                await store.ForgetAsync(intent);
            else
                await store.PutOffAsync([intent], NextLook); // its change may lie in a store that has stood still
    }

    [LoggerMessage(1320, LogLevel.Error, "An event ({Type}) was not taken for {Days} days and is given up")]
    private partial void LogGivenUp(string type, double days);
}
