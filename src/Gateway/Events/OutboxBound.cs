namespace Gateway.Events;

/// <summary>Keeps the queue bounded: beyond the bound the oldest events are given up, so that a receiver that never comes back fills no store.</summary>
internal sealed partial class OutboxBound(OutboxStore store, EventsMetrics metrics, ILogger<OutboxBound> log)
{
    /// <summary>How many events may wait.</summary>
    public const int Most = 10_000;

    public async Task HoldAsync(long length)
    {
        if (length <= Most || await store.ReadQueueAsync() is not { } queue)
            return;
        var dropped = 0;
        // Their ids begin with their time.
        foreach (var oldest in queue.Taken.OrderBy(intent => intent.Id, StringComparer.Ordinal).Take((int)(queue.QueueLength - Most)))
            if (await store.ForgetAsync(oldest))
            {
                await RemoveAsync(oldest);
                dropped++;
            }
        if (dropped is 0)
            return; // another instance was at it
        metrics.RecordDropped("full", dropped);
        LogDropped(Most, dropped);
    }

    private async Task RemoveAsync(Intent intent)
    {
        foreach (var stored in await store.ReadAsync(intent.Record) ?? [])
            if (PendingEvent.Parse(stored)?.Event.Id == intent.Id)
                await store.RemoveAsync(intent.Record, stored);
    }

    [LoggerMessage(1330, LogLevel.Warning, "More than {Most} events wait; the oldest {Count} are given up")]
    private partial void LogDropped(int most, int count);
}
