using System.IO.Pipelines;

namespace Pipelines.Sockets.Unofficial;

/// <summary>
/// Runs a pipe's continuations on threads of its own, so that a starved thread pool does not hold up the replies it waits for.
/// When the queue is long the thread pool helps.
/// </summary>
public sealed class DedicatedThreadPoolPipeScheduler : PipeScheduler, IDisposable
{
    private readonly Queue<(Action<object?> Action, object? State)> _queue = new();
    private readonly int _longestQueue;
    private int _available;
    private long _servicedByQueue;
    private long _servicedByPool;
    private bool _disposed;

    public DedicatedThreadPoolPipeScheduler(
        string? name = null,
        int workerCount = 5,
        int useThreadPoolQueueLength = 10,
        ThreadPriority priority = ThreadPriority.Normal
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegative(workerCount);
        WorkerCount = workerCount;
        _longestQueue = useThreadPoolQueueLength;

        for (var i = 0; i < workerCount; i++)
            new Thread(Work)
            {
                IsBackground = true,
                Name = $"{name ?? nameof(DedicatedThreadPoolPipeScheduler)}:{i}",
                Priority = priority,
            }.Start();
    }

    public int WorkerCount { get; }

    public int AvailableCount => Volatile.Read(ref _available);

    public long TotalServicedByQueue => Volatile.Read(ref _servicedByQueue);

    public long TotalServicedByPool => Volatile.Read(ref _servicedByPool);

    public override void Schedule(Action<object?> action, object? state)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (TryEnqueue(action, state))
            return;

        Interlocked.Increment(ref _servicedByPool);
        System.Threading.ThreadPool.UnsafeQueueUserWorkItem(action, state, preferLocal: false);
    }

    private bool TryEnqueue(Action<object?> action, object? state)
    {
        lock (_queue)
        {
            if (_disposed || WorkerCount == 0 || _queue.Count > _longestQueue)
                return false;

            _queue.Enqueue((action, state));
            if (_available > 0)
                Monitor.Pulse(_queue);
            return true;
        }
    }

    private void Work()
    {
        while (TryDequeue(out var item))
            item.Action(item.State);
    }

    private bool TryDequeue(out (Action<object?> Action, object? State) item)
    {
        lock (_queue)
        {
            while (!_queue.TryDequeue(out item))
            {
                if (_disposed)
                    return false;

                _available++;
                Monitor.Wait(_queue);
                _available--;
            }

            _servicedByQueue++;
            return true;
        }
    }

    /// <summary>What is queued is still run; what is scheduled from now on runs in the thread pool.</summary>
    public void Dispose()
    {
        lock (_queue)
        {
            _disposed = true;
            Monitor.PulseAll(_queue);
        }
    }
}
