namespace Demo.AuthServer.Traffic;

/// <summary>Open unless somebody holds it; whoever arrives at a held gate waits until the last holder lets go.</summary>
public sealed class AsyncGate
{
    private readonly Lock _lock = new();
    private int _holders;
    private TaskCompletionSource? _opened;

    /// <summary>Holds the gate until the result is disposed.</summary>
    public IDisposable Hold()
    {
        lock (_lock)
        {
            _holders++;
            _opened ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return new Holder(this);
    }

    public Task PassAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            return _opened is null ? Task.CompletedTask : _opened.Task.WaitAsync(cancellationToken);
    }

    private void Release()
    {
        lock (_lock)
        {
            if (--_holders > 0)
                return;

            _opened?.SetResult();
            _opened = null;
        }
    }

    private sealed class Holder(AsyncGate gate) : IDisposable
    {
        private AsyncGate? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Release();
    }
}
