namespace Demo.Hosting;

/// <summary>Signals of the process are for whoever owns the server: it is stopped by its owner, in the owner's order.</summary>
internal sealed class OwnedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
