using System.Collections.Concurrent;

namespace Gateway.Tests.Model;

/// <summary>
/// Where all code of one instance runs, one piece after the other, on the thread of the model. While the instance is frozen nothing
/// runs, as under SIGSTOP; once it is dead nothing ever will.
/// </summary>
internal sealed class Loop : SynchronizationContext
{
    private readonly ConcurrentQueue<Action> _ready = new();

    public bool IsFrozen { get; set; }

    public bool IsDead { get; set; }

    /// <summary>Whether code of libraries goes on elsewhere, on the thread pool, before it comes back here.</summary>
    public bool LeavesForPool { get; set; }

    public override void Post(SendOrPostCallback d, object? state) => Post(() => d(state));

    public void Post(Action action) => _ready.Enqueue(action);

    /// <summary>Runs what is ready; whether there was anything.</summary>
    public bool RunReady()
    {
        if (_ready.IsEmpty || IsFrozen || IsDead)
            return false;
        var outer = Current;
        SetSynchronizationContext(this);
        while (!IsFrozen && !IsDead && _ready.TryDequeue(out var action))
            action();
        SetSynchronizationContext(outer);
        return true;
    }
}
