using System.Collections.Concurrent;

namespace Gateway.Lifecycle;

/// <summary>Calls that nobody waits for but that shutdown lets finish.</summary>
internal sealed partial class BackgroundCalls(ILogger<BackgroundCalls> log) : IHostedService
{
    private readonly ConcurrentDictionary<Task, bool> _running = new();

    /// <summary>Runs <paramref name="call"/> beside the request. It keeps its own deadline.</summary>
    public void Run(Func<CancellationToken, Task> call)
    {
        var task = RunAsync(call);
        _running[task] = true;
        _ = task.ContinueWith(done => _running.TryRemove(done, out _), TaskScheduler.Default);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_running.Keys).WaitAsync(cancellationToken);

    private async Task RunAsync(Func<CancellationToken, Task> call)
    {
        await Task.Yield();
        try
        {
            await call(CancellationToken.None);
        }
        catch (Exception error)
        {
            LogFault(error);
        }
    }

    [LoggerMessage(510, LogLevel.Error, "A call beside a request failed by a fault of the gateway")]
    private partial void LogFault(Exception error);
}
