namespace Demo.AuthServer.Traffic;

/// <summary>Holds the fault that is on. Safe to switch while requests run.</summary>
public sealed class FaultSwitch
{
    private readonly Lock _lock = new();
    private Fault _current = Fault.None;

    public Fault Current
    {
        get
        {
            lock (_lock)
                return _current;
        }
    }

    public void Set(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        lock (_lock)
            _current = fault.Times is <= 0 ? Fault.None : fault;
    }

    /// <summary>This mode for everything, until it is changed or for so many requests.</summary>
    public void Set(FaultMode mode, int? times = null) => Set(new Fault { Mode = mode, Times = times });

    /// <summary>This mode for refreshes, until it is changed or for so many of them.</summary>
    public void SetForRefreshes(FaultMode mode, int? times = null) =>
        Set(new Fault { Mode = mode, Times = times, OnlyRefreshes = true });

    public void Clear() => Set(Fault.None);

    /// <summary>The fault that this request suffers; one that is limited is used up by it.</summary>
    public Fault Take(bool isRefresh)
    {
        lock (_lock)
        {
            var fault = _current;
            if (!fault.Concerns(isRefresh))
                return Fault.None;

            if (fault.Times is { } times)
                _current = times > 1 ? fault with { Times = times - 1 } : Fault.None;

            return fault;
        }
    }
}
