namespace Demo.AuthServer.Traffic;

/// <summary>A count that can be awaited, so that nobody has to poll or to sleep.</summary>
public sealed class AsyncCounter
{
    private readonly Lock _lock = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiters = [];
    private int _value;

    public int Value => Volatile.Read(ref _value);

    public void Increment()
    {
        lock (_lock)
        {
            _value++;
            foreach (var (_, reached) in _waiters.Where(waiter => waiter.Count <= _value))
                reached.TrySetResult();

            _waiters.RemoveAll(waiter => waiter.Count <= _value);
        }
    }

    /// <summary>Completes as soon as the count is <paramref name="count"/> or more.</summary>
    public Task WaitForAsync(int count, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (_value >= count)
                return Task.CompletedTask;

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((count, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
