namespace Gateway.Sessions;

/// <summary>
/// Runs a script before the first request does: compiling it, and the code around it, takes longer than a request should wait.
/// </summary>
internal sealed class SessionWarmUp(SessionRecords records) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => records.WarmUpAsync();

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
