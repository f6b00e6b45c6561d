namespace Gateway.Configuration;

/// <summary>
/// Looks at the files of settings every second. To be told of changes by the file system would be sooner, but it does not tell of a directory that is made
/// anew, nor of links that are exchanged, as container engines do it, nor of what another machine writes to a shared disk.
/// </summary>
internal sealed partial class SourcesWatch(IConfiguration configuration, TimeProvider time, ILogger<SourcesWatch> log) : BackgroundService
{
    /// <summary>The time between two looks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var watched = ((IConfigurationRoot)configuration).Providers.OfType<IWatchedSource>().ToList();
        if (watched.Count is 0)
            return;
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await Task.Run(() => watched.ForEach(Look), CancellationToken.None).WaitAsync(stoppingToken); // a disk that does not answer must not hold the end up
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped: no change is awaited any more.
        }
    }

    // Whoever is told of a change may throw at what somebody wrote, and what leaves here would end the gateway.
    private void Look(IWatchedSource source)
    {
        try
        {
            source.Look();
        }
        catch (Exception error)
        {
            LogFailed(error.GetBaseException().GetType().Name); // its message may repeat a value, and a value may be secret
        }
    }

    [LoggerMessage(115, LogLevel.Error, "A change of the settings was not taken by all who were told of it: {Error:l}")]
    private partial void LogFailed(string error);
}
