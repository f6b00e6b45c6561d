using System.Collections.Concurrent;

namespace Gateway.Lifecycle;

/// <summary>
/// Calls that nobody waits for but that shutdown lets finish. It has its own deadline for that, since requests that would not end may have used up
/// the host's.
/// </summary>
internal sealed partial class BackgroundCalls(TimeProvider time, ILogger<BackgroundCalls> log) : IHostedService
{
    /// <summary>How long shutdown waits for them.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Task, bool> _running = new();

    /// <summary>Runs <paramref name="call"/> beside the request. It keeps its own deadline.</summary>
    public void Run(Func<CancellationToken, Task> call)
    {
        var task = RunAsync(call);
        _running[task] = true;
        _ = task.ContinueWith(done => _running.TryRemove(done, out _), TaskScheduler.Default);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(_running.Keys).WaitAsync(Longest, time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            LogUnfinished(_running.Count);
        }
    }

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

    [LoggerMessage(511, LogLevel.Warning, "Shutdown could not wait any longer for {Count} call(s) beside requests")]
    private partial void LogUnfinished(int count);
}
