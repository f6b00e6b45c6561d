namespace Gateway.Tests.Support;

/// <summary>Time that passes only when a test says so. Delays, cancellations and periodic timers made from it follow.</summary>
public sealed class FakeTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<FakeTimer> _timers = [];
    private readonly List<(TimeSpan Delay, TaskCompletionSource Started)> _waiters = [];
    private DateTimeOffset _now = System.GetUtcNow();

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets time pass. What falls due on the way runs in order, on this thread, each at its own moment.</summary>
    public void Advance(TimeSpan by)
    {
        var until = GetUtcNow() + by;
        while (TakeNextDue(until) is { } timer)
            timer.Fire();

        lock (_lock)
            _now = _now < until ? until : _now;
    }

    /// <summary>Lets time pass to the next thing that falls due by <paramref name="until"/>, and that run; false where there is none.</summary>
    public bool FireNext(DateTimeOffset until)
    {
        var timer = TakeNextDue(until);
        timer?.Fire();
        return timer is not null;
    }

    /// <summary>Completes when something waits for exactly this long; to advance before that would be too early.</summary>
    public Task TimerStartedAsync(TimeSpan delay, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (_timers.Exists(timer => timer.Delay == delay))
                return Task.CompletedTask;

            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((delay, started));
            return started.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Whether something waits that was to wait for exactly this long.</summary>
    public bool IsAwaited(TimeSpan delay)
    {
        lock (_lock)
            return _timers.Exists(timer => timer.Delay == delay);
    }

    private FakeTimer? TakeNextDue(DateTimeOffset until)
    {
        lock (_lock)
        {
            var timer = _timers.Where(timer => timer.DueAt <= until).MinBy(timer => timer.DueAt);
            if (timer is null)
                return null;

            _now = timer.DueAt > _now ? timer.DueAt : _now;
            if (timer.Period > TimeSpan.Zero)
                timer.DueAt = _now + timer.Period;
            else
                _timers.Remove(timer);

            return timer;
        }
    }

    private void Schedule(FakeTimer timer, TimeSpan delay, TimeSpan period)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
            if (delay == Timeout.InfiniteTimeSpan)
                return;

            (timer.Delay, timer.Period, timer.DueAt) = (delay, period, _now + delay);
            _timers.Add(timer);
            foreach (var (_, started) in _waiters.Where(waiter => waiter.Delay == delay))
                started.TrySetResult();

            _waiters.RemoveAll(waiter => waiter.Delay == delay);
        }

        // Due at once means soon and elsewhere, as with a real timer: the caller may hold a lock that its callback needs.
        if (delay == TimeSpan.Zero)
            ThreadPool.QueueUserWorkItem(_ => Advance(TimeSpan.Zero));
    }

    private void Unschedule(FakeTimer timer)
    {
        lock (_lock)
            _timers.Remove(timer);
    }

    private sealed class FakeTimer(FakeTime time, TimerCallback callback, object? state) : ITimer
    {
        private volatile bool _disposed;

        public TimeSpan Delay { get; set; }

        public TimeSpan Period { get; set; }

        public DateTimeOffset DueAt { get; set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (_disposed)
                return false;

            time.Schedule(this, dueTime, period);
            return true;
        }

        public void Dispose()
        {
            _disposed = true;
            time.Unschedule(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
