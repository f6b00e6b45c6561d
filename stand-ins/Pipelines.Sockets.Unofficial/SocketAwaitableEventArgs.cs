using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Pipelines.Sockets.Unofficial;

/// <summary>
/// One socket operation that can be awaited: start it with these arguments, call <see cref="Complete"/> when it ended at once, await them.
/// The first of completion and <see cref="Abort"/> decides; what comes later is ignored.
/// </summary>
public sealed class SocketAwaitableEventArgs : SocketAsyncEventArgs, ICriticalNotifyCompletion
{
    private static readonly Action Ended = static () => { };

    private readonly PipeScheduler? _scheduler;

    // null: running, nobody waits; Ended: ended; anything else: the one who waits.
    private Action? _continuation;
    private int _aborted = (int)SocketError.Success;

    /// <param name="ioScheduler">Where a waiter goes on; null: where the operation ended.</param>
    public SocketAwaitableEventArgs(PipeScheduler? ioScheduler = null)
        : base(unsafeSuppressExecutionContextFlow: true) => _scheduler = ioScheduler;

    public bool IsCompleted => ReferenceEquals(Volatile.Read(ref _continuation), Ended);

    public SocketAwaitableEventArgs GetAwaiter() => this;

    /// <summary>The bytes moved. Afterwards the arguments can serve another operation, unless they were aborted.</summary>
    public int GetResult()
    {
        var aborted = (SocketError)Volatile.Read(ref _aborted);
        if (aborted != SocketError.Success)
            throw new SocketException((int)aborted);

        Volatile.Write(ref _continuation, null);
        return SocketError == SocketError.Success ? BytesTransferred : throw new SocketException((int)SocketError);
    }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
    {
        if (ReferenceEquals(Interlocked.CompareExchange(ref _continuation, continuation, null), Ended))
            Resume(continuation);
    }

    public void Complete()
    {
        var waiter = Interlocked.Exchange(ref _continuation, Ended);
        if (waiter is not null && !ReferenceEquals(waiter, Ended))
            Resume(waiter);
    }

    /// <summary>Ends the wait with this error; the operation itself ends when its socket does.</summary>
    public void Abort(SocketError error = SocketError.OperationAborted)
    {
        if (error == SocketError.Success)
            throw new ArgumentOutOfRangeException(nameof(error), error, "An abort needs an error.");

        if (IsCompleted)
            return;

        Interlocked.CompareExchange(ref _aborted, (int)error, (int)SocketError.Success);
        Complete();
    }

    protected override void OnCompleted(SocketAsyncEventArgs e) => Complete();

    private void Resume(Action continuation)
    {
        if (_scheduler is null)
            continuation();
        else
            _scheduler.Schedule(static state => ((Action)state!)(), continuation);
    }
}
