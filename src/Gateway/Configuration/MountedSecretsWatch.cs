namespace Gateway.Configuration;

/// <summary>
/// Looks at the mounted secrets every few seconds. To be told of changes by the file system would be sooner, but it does not tell of a directory that is made
/// anew, nor of links that are exchanged, as container engines do it.
/// </summary>
internal sealed class MountedSecretsWatch(IConfiguration configuration, TimeProvider time) : BackgroundService
{
    /// <summary>The time between two looks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var secrets = ((IConfigurationRoot)configuration).Providers.OfType<MountedSecrets>().ToList();
        if (secrets.Count is 0)
            return;
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                secrets.ForEach(mounted => mounted.Look());
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped: no change is awaited any more.
        }
    }
}
