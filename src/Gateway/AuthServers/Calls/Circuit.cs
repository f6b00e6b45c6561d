using Polly.CircuitBreaker;

namespace Gateway.AuthServers.Calls;

/// <summary>The circuit of calls of one kind to one auth server, to be looked at from outside.</summary>
internal sealed class Circuit(TimeProvider time, Action<TimeSpan> onOpened, Action onClosed)
{
    private volatile Break? _break;

    /// <summary>What the breaker tells its state by.</summary>
    public CircuitBreakerStateProvider Breaker { get; } = new();

    /// <summary>How it stands. The breaker itself tells of the end of a break only when the next call comes; here that is known before.</summary>
    public CircuitLevel Level =>
        Breaker.CircuitState switch
        {
            CircuitState.Closed => CircuitLevel.Closed,
            CircuitState.HalfOpen => CircuitLevel.HalfOpen,
            _ => _break is { } last && time.GetElapsedTime(last.Since) >= last.Length ? CircuitLevel.HalfOpen : CircuitLevel.Open,
        };

    public void Open(TimeSpan length)
    {
        _break = new(time.GetTimestamp(), length);
        onOpened(length);
    }

    public void Close() => onClosed();

    private sealed record Break(long Since, TimeSpan Length);
}
