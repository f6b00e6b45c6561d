using System.Collections.Concurrent;

namespace Gateway.Tests.StandIns;

/// <summary>Collects the exceptions of tasks that nobody looked at, as far as the connection's assembly has a part in them.</summary>
internal sealed class UnobservedExceptions : IDisposable
{
    private const string Assembly = "Pipelines.Sockets.Unofficial";

    private readonly ConcurrentQueue<Exception> _exceptions = new();

    public UnobservedExceptions() => TaskScheduler.UnobservedTaskException += Note;

    public IReadOnlyCollection<Exception> All()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return _exceptions;
    }

    // Other tests run in this process as well, so an exception counts when its own or an inner one's trace names the assembly.
    private void Note(object? sender, UnobservedTaskExceptionEventArgs e)
    {
        if (e.Exception.ToString().Contains(Assembly, StringComparison.Ordinal))
            _exceptions.Enqueue(e.Exception);
    }

    public void Dispose() => TaskScheduler.UnobservedTaskException -= Note;
}
