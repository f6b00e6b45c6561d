using Polly.CircuitBreaker;

namespace Gateway.AuthServers.Calls;

/// <summary>The circuit of calls of one kind to one auth server, to be looked at from outside.</summary>
internal sealed partial class Circuit(string authServer, string calls, TimeProvider time, ILogger logger)
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
        LogOpened(logger, authServer, calls, length.TotalSeconds);
    }

    public void Close() => LogClosed(logger, authServer, calls);

    private sealed record Break(long Since, TimeSpan Length);

    [LoggerMessage(410, LogLevel.Warning, "Auth server {AuthServer} is in trouble: {Calls} leave it alone for {Seconds} s")]
    private static partial void LogOpened(ILogger logger, string authServer, string calls, double seconds);

    [LoggerMessage(411, LogLevel.Information, "Auth server {AuthServer} answers again to {Calls}")]
    private static partial void LogClosed(ILogger logger, string authServer, string calls);
}
