namespace Gateway.Sessions;

/// <summary>
/// Runs a script before the first request does: compiling it, and the code around it, takes longer than a request should wait.
/// </summary>
internal sealed class SessionWarmUp(SessionRecords records, SessionKeys keys) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => records.EndAsync(keys.Record("warm-up"));

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
