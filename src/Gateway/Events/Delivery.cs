using System.Collections.Concurrent;

namespace Gateway.Events;

/// <summary>Tells every sink of an event, each within its own time.</summary>
internal sealed partial class Delivery(EventSinks sinks, EventsMetrics metrics, TimeProvider time, ILogger<Delivery> log)
{
    /// <summary>How long one sink may take.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, bool> _inTrouble = new(StringComparer.Ordinal);

    /// <summary>Those of the sinks who have it now and had not before; and whether everybody has it.</summary>
    public async Task<(IReadOnlyList<string> Reached, bool IsDone)> DeliverAsync(PendingEvent pending, CancellationToken cancellationToken)
    {
        var missing = sinks.All.Where(sink => !pending.ReachedSinks.Contains(sink.Name, StringComparer.Ordinal)).ToList();
        var told = await Task.WhenAll(missing.Select(sink => TellAsync(sink, pending.Event, cancellationToken)));
        return ([.. missing.Where((_, i) => told[i]).Select(sink => sink.Name)], told.All(one => one));
    }

    private async Task<bool> TellAsync(IEventSink sink, CloudEvent told, CancellationToken cancellationToken)
    {
        if (await OutcomeAsync(sink, told, cancellationToken) is DeliveryOutcome.Failed(var reason))
        {
            metrics.RecordFailed(sink.Name);
            if (_inTrouble.TryAdd(sink.Name, true)) // once, since a receiver that is away for an hour fails thousands of times
                LogFailed(sink.Name, reason);
            return false;
        }
        metrics.RecordDelivered(sink.Name, told.Type);
        if (_inTrouble.TryRemove(sink.Name, out _))
            LogRecovered(sink.Name);
        return true;
    }

    private async Task<DeliveryOutcome> OutcomeAsync(IEventSink sink, CloudEvent told, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await Task.Run(() => sink.DeliverAsync(told, either.Token), CancellationToken.None).WaitAsync(either.Token); // whoever does not heed it, or blocks, holds up nobody
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DeliveryOutcome.Failed($"no answer within {Timeout.TotalSeconds} s");
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return new DeliveryOutcome.Failed(error.GetType().Name); // a sink may be anybody's
        }
    }

    [LoggerMessage(1310, LogLevel.Warning, "Events do not get to the {Sink}, and are kept and tried again: {Reason}")]
    private partial void LogFailed(string sink, string reason);

    [LoggerMessage(1311, LogLevel.Information, "Events get to the {Sink} again")]
    private partial void LogRecovered(string sink);
}
