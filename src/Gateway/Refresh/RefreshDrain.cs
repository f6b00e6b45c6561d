using Microsoft.Extensions.Options;

namespace Gateway.Refresh;

/// <summary>
/// At shutdown what is in flight is finished and stored: a rotated token that is dropped is a person signed out. It has its own deadline, for
/// requests that would not end may have used up the host's.
/// </summary>
internal sealed partial class RefreshDrain(SingleFlight flights, IOptions<RefreshOptions> options, TimeProvider time, ILogger<RefreshDrain> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.Value.Lease, time);
        try
        {
            await flights.DrainAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            LogUnfinished(flights.Count);
        }
    }

    [LoggerMessage(610, LogLevel.Error, "Shutdown could not wait any longer for {Count} refresh(es); what they were granted may be lost")]
    private partial void LogUnfinished(int count);
}
