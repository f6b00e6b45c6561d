namespace Gateway.Events;

/// <summary>
/// Delivers what lies in the outbox: what was decided here at once, what is due because it failed or because its process has died within seconds. Any
/// instance delivers anybody's events.
/// </summary>
internal sealed partial class EventDispatcher(
    Outbox outbox,
    OutboxStore store,
    OutboxTurn turn,
    OutboxBound bound,
    EventsMetrics metrics,
    TimeProvider time,
    ILogger<EventDispatcher> log
) : BackgroundService
{
    private const int MostAtOnce = 16;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!outbox.IsOn)
            return;
        try
        {
            while (true)
                if (!await WorkAsync(stoppingToken))
                    await PauseAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped: nobody's fault that a log should tell of.
        }
    }

    /// <summary>Whether there was something to do, so that there may be more.</summary>
    private async Task<bool> WorkAsync(CancellationToken stopping)
    {
        var decided = new HashSet<Intent>();
        while (decided.Count < MostAtOnce && outbox.TryTake(out var intent))
            decided.Add(intent);
        if (await store.ClaimAsync(decided, MostAtOnce, OutboxTurn.ClaimLength) is not { } claim)
        {
            outbox.Return(decided);
            return false;
        }
        metrics.RecordQueueLength(claim.QueueLength);
        await bound.HoldAsync(claim.QueueLength);
        await Task.WhenAll(claim.Taken.GroupBy(intent => intent.Record, StringComparer.Ordinal).Select(record => RunAsync(record, decided, stopping)));
        stopping.ThrowIfCancellationRequested();
        return claim.Taken.Count > 0;
    }

    private async Task RunAsync(IGrouping<string, Intent> record, HashSet<Intent> decided, CancellationToken stopping)
    {
        try
        {
            await turn.RunAsync(record.Key, record, decided, stopping);
        }
        catch (Exception error)
        {
            LogFault(error); // others must not suffer for it
        }
    }

    private async Task PauseAsync(CancellationToken stopping)
    {
        using var pause = new CancellationTokenSource(Pause, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(pause.Token, stopping);
        await outbox.NextAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.ThrowIfCancellationRequested();
    }

    [LoggerMessage(1340, LogLevel.Error, "The delivery of an event failed by a fault of the gateway")]
    private partial void LogFault(Exception error);
}
