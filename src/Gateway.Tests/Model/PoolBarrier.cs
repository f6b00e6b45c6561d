using System.Diagnostics;

namespace Gateway.Tests.Model;

/// <summary>
/// Tells when the thread pool has nothing left to do. Libraries take some continuations there, and the clock of the model must stand still
/// meanwhile. The pool gets as few threads as it takes; once a marker runs on each that is free, all that was queued before has ended.
/// </summary>
internal sealed class PoolBarrier : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly (int Workers, int Completion) _least;
    private readonly (int Workers, int Completion) _most;
    private readonly int _free;
    private int _threads = Environment.ProcessorCount;
    private int _lost;

    public PoolBarrier()
    {
        ThreadPool.GetMinThreads(out _least.Workers, out _least.Completion);
        ThreadPool.GetMaxThreads(out _most.Workers, out _most.Completion);
        // Some threads may stand still for good, waiting for the output of a process, say. So it is tried how many are free.
        while (_free is 0 && _threads < 32)
        {
            Limit();
            if ((_free = new Markers(_threads).WaitForAll(Patience)) is 0)
                _threads++;
        }
        if (_free is 0)
            throw new InvalidOperationException("The thread pool is blocked by something else.");
    }

    /// <summary>Returns when everything that had been queued has run.</summary>
    public void Pass()
    {
        do
        {
            while (new Markers(_free).WaitForAll(30 * Patience) < _free)
                ReplaceLost();
        } while (ThreadPool.PendingWorkItemCount > 0); // what ran may have queued more, behind the markers
    }

    // What other tests have left behind may take a thread for good, once or twice; the code of an instance would take one after another.
    private void ReplaceLost()
    {
        if (++_lost > Environment.ProcessorCount)
            throw new InvalidOperationException("The thread pool is blocked by the code of an instance.");
        _threads++;
        Limit();
    }

    private void Limit()
    {
        ThreadPool.SetMinThreads(1, _least.Completion);
        ThreadPool.SetMaxThreads(_threads, _most.Completion);
        ThreadPool.SetMinThreads(_threads, _least.Completion);
    }

    public void Dispose()
    {
        ThreadPool.SetMaxThreads(_most.Workers, _most.Completion);
        ThreadPool.SetMinThreads(_least.Workers, _least.Completion);
    }

    /// <summary>Work items that run until all of them do.</summary>
    private sealed class Markers
    {
        private readonly int _all;
        private int _arrived;
        private volatile bool _isOver;

        public Markers(int all)
        {
            _all = all;
            for (var i = 0; i < all; i++)
                ThreadPool.UnsafeQueueUserWorkItem(static markers => markers.Arrive(), this, preferLocal: false);
        }

        public int WaitForAll(TimeSpan patience)
        {
            var (spin, since) = (new SpinWait(), Stopwatch.GetTimestamp());
            while (Volatile.Read(ref _arrived) < _all && Stopwatch.GetElapsedTime(since) < patience)
                spin.SpinOnce(sleep1Threshold: -1);
            _isOver = true;
            return Volatile.Read(ref _arrived);
        }

        private void Arrive()
        {
            if (_isOver)
                return;
            Interlocked.Increment(ref _arrived);
            for (var spin = new SpinWait(); !_isOver; )
                spin.SpinOnce(sleep1Threshold: -1);
        }
    }
}
