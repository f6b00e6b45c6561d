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

    // Turns that are under way here, by record. A record has one at a time: its events are told in their order.
    private readonly Dictionary<string, Task> _turns = new(StringComparer.Ordinal);
    private int _underWay;

    /// <summary>How many turns are under way.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

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
            await Task.WhenAll(_turns.Values); // stopped: each puts off what it has not told yet
        }
    }

    /// <summary>Begins what there is to do, as far as there is room; a turn that waits for a receiver holds up no other. Whether there may be more.</summary>
    private async Task<bool> WorkAsync(CancellationToken stopping)
    {
        var room = await RoomAsync(stopping);
        var decided = new HashSet<Intent>();
        while (decided.Count < room && outbox.TryTake(out var intent))
            decided.Add(intent);
        if (await store.ClaimAsync(decided, room, OutboxTurn.ClaimLength) is not { } claim)
        {
            outbox.Return(decided);
            return false;
        }
        metrics.RecordQueueLength(claim.QueueLength);
        await bound.HoldAsync(claim.QueueLength);
        foreach (var record in claim.Taken.GroupBy(intent => intent.Record, StringComparer.Ordinal))
            if (_turns.TryGetValue(record.Key, out var turn))
                _ = ReturnAfterAsync(turn, [.. record.Where(decided.Contains)]);
            else
                _turns[record.Key] = RunAsync(record, decided, stopping);
        return claim.Taken.Count > 0;
    }

    /// <summary>How many turns may begin; waits until one may.</summary>
    private async Task<int> RoomAsync(CancellationToken stopping)
    {
        if (_turns.Count >= MostAtOnce)
            await Task.WhenAny(_turns.Values);
        stopping.ThrowIfCancellationRequested();
        foreach (var (record, _) in _turns.Where(turn => turn.Value.IsCompleted).ToList())
            _turns.Remove(record);
        return MostAtOnce - _turns.Count;
    }

    // What was claimed but not decided here comes back by itself, when its claim runs out.
    private async Task ReturnAfterAsync(Task turn, IReadOnlyList<Intent> decided)
    {
        await turn;
        outbox.Return(decided);
    }

    private async Task RunAsync(IGrouping<string, Intent> record, HashSet<Intent> decided, CancellationToken stopping)
    {
        Interlocked.Increment(ref _underWay);
        try
        {
            await turn.RunAsync(record.Key, record, decided, stopping);
        }
        catch (Exception error)
        {
            LogFault(error); // others must not suffer for it
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
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
