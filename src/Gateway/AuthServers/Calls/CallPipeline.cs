using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Gateway.AuthServers.Calls;

/// <summary>
/// What a call goes through, from the outside: the circuit of its auth server, one deadline for all of it, and one more try where the
/// connection was refused or the answer was lost.
/// </summary>
internal static class CallPipeline
{
    private static readonly TimeSpan LongestBreak = TimeSpan.FromSeconds(5);

    public static ResiliencePipeline<HttpAnswer?> Build(TimeSpan timeout, TimeProvider time, Circuit circuit) =>
        Begin<HttpAnswer?>(timeout, time, circuit, answer => answer is { IsOutage: true }, provesNothing: answer => answer is null).AddRetry(OneMoreTry()).Build();

    /// <summary>The same for calls of which nobody here knows whether they may be made twice.</summary>
    public static ResiliencePipeline<T> BuildWithoutRetry<T>(TimeSpan timeout, TimeProvider time, Circuit circuit, Func<T, bool> isOutage) =>
        Begin(timeout, time, circuit, isOutage, provesNothing: _ => false).Build();

    private static ResiliencePipelineBuilder<T> Begin<T>(TimeSpan timeout, TimeProvider time, Circuit circuit, Func<T, bool> isOutage, Func<T, bool> provesNothing) =>
        new ResiliencePipelineBuilder<T> { TimeProvider = time }
            .AddCircuitBreaker(Breaker(circuit, isOutage, provesNothing))
            .AddTimeout(new TimeoutStrategyOptions { Timeout = timeout });

    private static CircuitBreakerStrategyOptions<T> Breaker<T>(Circuit circuit, Func<T, bool> isOutage, Func<T, bool> provesNothing) =>
        new()
        {
            StateProvider = circuit.Breaker,
            FailureRatio = 0.5,
            MinimumThroughput = 5,
            SamplingDuration = TimeSpan.FromSeconds(30),
            BreakDurationGenerator = args => ValueTask.FromResult(BreakAfter(args.HalfOpenAttempts)),
            // To the circuit everything is a failure or a success. What never reached the server is neither, and must not close it.
            ShouldHandle = args =>
                ValueTask.FromResult(
                    Is(args.Outcome, CallFailure.IsOutage, isOutage)
                        || (circuit.Breaker.CircuitState is CircuitState.HalfOpen && Is(args.Outcome, CallFailure.ProvesNothing, provesNothing))
                ),
            OnOpened = args =>
            {
                circuit.Open(args.BreakDuration);
                return ValueTask.CompletedTask;
            },
            OnClosed = _ =>
            {
                circuit.Close();
                return ValueTask.CompletedTask;
            },
        };

    private static RetryStrategyOptions<HttpAnswer?> OneMoreTry() =>
        new()
        {
            MaxRetryAttempts = 1,
            Delay = TimeSpan.Zero,
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is { } exception && CallFailure.IsRefusedOrLost(exception)),
        };

    // 1, 2, 4, 5, 5, … seconds: a short trouble costs little, a long one is asked about seldom.
    private static TimeSpan BreakAfter(int failedProbes) =>
        failedProbes < 3 ? TimeSpan.FromSeconds(1 << failedProbes) : LongestBreak;

    private static bool Is<T>(Outcome<T> outcome, Func<Exception, bool> byException, Func<T, bool> byResult) =>
        outcome.Exception is { } exception ? byException(exception) : byResult(outcome.Result!);
}
