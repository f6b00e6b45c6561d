using Demo.AuthServer.Traffic;

namespace Gateway.Tests.Support.Faults;

/// <summary>What all connections of a proxy have to pass: a gate that may be held, a delay, and traps.</summary>
internal sealed class Passage
{
    private readonly AsyncGate _gate = new();
    private readonly Lock _lock = new();
    private readonly List<Trap> _traps = [];
    private IDisposable? _hold;

    /// <summary>How long bytes are on their way, each way.</summary>
    public TimeSpan Delay { get; set; }

    public void Hold()
    {
        lock (_lock)
            _hold ??= _gate.Hold();
    }

    public void Release()
    {
        lock (_lock)
        {
            _hold?.Dispose();
            _hold = null;
        }
    }

    public Task OpenAsync(CancellationToken cancellationToken) => _gate.PassAsync(cancellationToken);

    public Task ArmAsync(TrapKind kind, string text)
    {
        var trap = new Trap(kind, text);
        lock (_lock)
            _traps.Add(trap);
        return trap.Sprung;
    }

    /// <summary>The trap that <paramref name="chunk"/> has sprung, if any. It does its work from here on, and will not a second time.</summary>
    public Trap? Spring(bool isRequest, ReadOnlySpan<byte> before, ReadOnlySpan<byte> chunk)
    {
        lock (_lock)
        {
            foreach (var trap in _traps)
                if (trap.Kind is TrapKind.TellAnswer != isRequest && trap.IsIn(before, chunk))
                {
                    _traps.Remove(trap);
                    if (trap.Kind is TrapKind.HoldFrom or TrapKind.HoldAfter)
                        _hold ??= _gate.Hold();
                    return trap;
                }
            return null;
        }
    }
}
