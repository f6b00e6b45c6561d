using System.Collections.Concurrent;

namespace Gateway.Sessions;

/// <summary>Wakes those who wait for another instance to change a record.</summary>
internal sealed class RecordChanges
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiters = new(StringComparer.Ordinal);

    /// <summary>Ends with the next change of <paramref name="record"/>. To be called before the look that tells whether to wait.</summary>
    public Task NextAsync(string record) =>
        _waiters.GetOrAdd(record, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Nobody waits any more.</summary>
    public void Forget(string record) => _waiters.TryRemove(record, out _);

    /// <summary>The record has changed.</summary>
    public void Signal(string record)
    {
        if (_waiters.TryRemove(record, out var waiter))
            waiter.SetResult();
    }

    /// <summary>Any record may have changed.</summary>
    public void SignalAll()
    {
        foreach (var record in _waiters.Keys)
            Signal(record);
    }
}
