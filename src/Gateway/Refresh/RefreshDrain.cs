namespace Gateway.Refresh;

/// <summary>At shutdown what is in flight is finished and stored: a rotated token that is dropped is a person signed out.</summary>
internal sealed class RefreshDrain(SingleFlight flights) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => flights.DrainAsync(cancellationToken);
}
