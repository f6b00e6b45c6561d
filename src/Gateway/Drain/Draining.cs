using Microsoft.Extensions.Options;

namespace Gateway.Drain;

/// <summary>
/// The first thing at shutdown: goes on serving for a while, so that balancers notice, then lets long-lived connections end, which would keep the server from
/// closing until the host's time is over. Only then does anything stop.
/// </summary>
internal sealed partial class Draining(IOptions<DrainOptions> options, IOptions<HostOptions> host, TimeProvider time, ILogger<Draining> log)
    : IHostedLifecycleService,
        IDisposable
{
    private readonly CancellationTokenSource _closing = new();

    /// <summary>Cancelled when what would not end by itself has to.</summary>
    public CancellationToken Closing => _closing.Token;

    // Now, since the options have been found good. The host reads its own when it stops, and the delay is to take nothing of the time for what is under way.
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (host.Value.ShutdownTimeout != Timeout.InfiniteTimeSpan)
            host.Value.ShutdownTimeout += options.Value.Delay;
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Delay > TimeSpan.Zero && !_closing.IsCancellationRequested) // once, however often it is asked to stop
        {
            LogDraining(options.Value.Delay);
            await Task.Delay(options.Value.Delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await _closing.CancelAsync();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _closing.Dispose();

    [LoggerMessage(1400, LogLevel.Information, "Asked to end: not ready any more, but requests are served for another {Delay}")]
    private partial void LogDraining(TimeSpan delay);
}
