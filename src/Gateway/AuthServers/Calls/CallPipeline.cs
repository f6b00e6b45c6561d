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
        new ResiliencePipelineBuilder<HttpAnswer?> { TimeProvider = time }
            .AddCircuitBreaker(Breaker(circuit))
            .AddTimeout(new TimeoutStrategyOptions { Timeout = timeout })
            .AddRetry(OneMoreTry())
            .Build();

    private static CircuitBreakerStrategyOptions<HttpAnswer?> Breaker(Circuit circuit) =>
        new()
        {
            StateProvider = circuit.Breaker,
            FailureRatio = 0.5,
            MinimumThroughput = 5,
            SamplingDuration = TimeSpan.FromSeconds(30),
            BreakDurationGenerator = args => ValueTask.FromResult(BreakAfter(args.HalfOpenAttempts)),
            // To the circuit everything is a failure or a success. What never reached the server is neither, and must not close it.
            ShouldHandle = args => ValueTask.FromResult(IsOutage(args.Outcome) || (circuit.Breaker.CircuitState is CircuitState.HalfOpen && ProvesNothing(args.Outcome))),
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

    private static bool IsOutage(Outcome<HttpAnswer?> outcome) =>
        outcome.Exception is { } exception ? CallFailure.IsOutage(exception) : outcome.Result is { IsOutage: true };

    private static bool ProvesNothing(Outcome<HttpAnswer?> outcome) =>
        outcome.Exception is { } exception ? CallFailure.ProvesNothing(exception) : outcome.Result is null;
}
