using System.Collections.Concurrent;
using System.Diagnostics;

namespace Gateway.Refresh;

/// <summary>At most one refresh a session in this process. Whoever asks while one is under way shares it.</summary>
internal sealed class SingleFlight(RefreshMetrics metrics)
{
    private readonly ConcurrentDictionary<string, RefreshFlight> _flights = new(StringComparer.Ordinal);

    /// <summary>How many are under way.</summary>
    public int Count => _flights.Count;

    /// <summary>The flight of <paramref name="record"/>, started with <paramref name="work"/> where none is under way.</summary>
    public RefreshFlight Join(string record, Func<RefreshFlight, Task> work)
    {
        var mine = new RefreshFlight();
        var flight = _flights.TryGetValue(record, out var present) ? present : _flights.GetOrAdd(record, mine);
        if (flight == mine)
            _ = RunAsync(record, mine, work);
        else
            Share(flight);
        return flight;
    }

    /// <summary>Ends when no flight is under way any more.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (!_flights.IsEmpty)
            await Task.WhenAll(_flights.Values.Select(flight => flight.Completion)).WaitAsync(cancellationToken);
    }

    private void Share(RefreshFlight flight)
    {
        metrics.RecordJoined();
        if (flight.Span is { } span)
            Activity.Current?.AddLink(new ActivityLink(span)); // so that a request's trace leads to the refresh that it shares
    }

    private async Task RunAsync(string record, RefreshFlight flight, Func<RefreshFlight, Task> work)
    {
        using var span = RefreshMetrics.Traces.StartActivity("gateway.refresh");
        flight.Span = span?.Context;
        await Task.Yield(); // the request that happens to be first does not pay for the work
        try
        {
            await work(flight);
        }
        finally
        {
            _flights.TryRemove(KeyValuePair.Create(record, flight));
            flight.Complete();
        }
    }
}
