namespace Demo.AuthServer.Traffic;

/// <summary>Spoils the next tokens of one kind before they are signed. Safe to switch while requests run.</summary>
public sealed class TokenFaultSwitch
{
    private readonly Lock _lock = new();
    private Action<TokenDraft>? _fault;
    private int _times;

    /// <param name="fault">What is done to a token; <see cref="TokenFault"/> has the usual ones.</param>
    /// <param name="times">To how many tokens.</param>
    public void Set(Action<TokenDraft> fault, int times = 1)
    {
        lock (_lock)
            (_fault, _times) = (fault, times);
    }

    public void Clear()
    {
        lock (_lock)
            _fault = null;
    }

    internal void Apply(TokenDraft draft)
    {
        Action<TokenDraft>? fault;
        lock (_lock)
        {
            fault = _fault;
            if (--_times <= 0)
                _fault = null;
        }

        fault?.Invoke(draft);
    }
}
