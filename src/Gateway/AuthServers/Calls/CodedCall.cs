using Polly;

namespace Gateway.AuthServers.Calls;

/// <summary>Calls of one kind that code makes, each under a deadline, all under one circuit. No fault of the code leaves it as an exception.</summary>
/// <param name="circuit">The circuit.</param>
/// <param name="timeout">How long a call may take.</param>
/// <param name="time">The clock.</param>
/// <param name="isOutage">Whether an answer means that the server is in trouble.</param>
/// <param name="fail">The answer in the place of one that did not come: why, and when to ask again.</param>
internal sealed class CodedCall<T>(Circuit circuit, TimeSpan timeout, TimeProvider time, Func<T, bool> isOutage, Func<string, TimeSpan?, T> fail)
{
    private readonly ResiliencePipeline<T> _pipeline = CallPipeline.BuildWithoutRetry(timeout, time, circuit, isOutage);

    /// <summary>How its circuit stands.</summary>
    public CircuitLevel CircuitLevel => circuit.Level;

    public async Task<T> SendAsync(Func<CancellationToken, Task<T>> call, Func<Task<bool>> mayBeSentAsync, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(token => CallAsync(call, mayBeSentAsync, token), cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && CallFailure.Explain(exception, timeout) is { } failed)
        {
            return fail(failed.Reason, failed.RetryAfter);
        }
    }

    private async ValueTask<T> CallAsync(Func<CancellationToken, Task<T>> call, Func<Task<bool>> mayBeSentAsync, CancellationToken deadline)
    {
        if (!await mayBeSentAsync())
            throw new TooLateException();
        try
        {
            // Code that blocks has a thread of its own, and whoever does not heed the deadline is left alone with what it does.
            return await Task.Run(() => call(deadline), CancellationToken.None).WaitAsync(deadline);
        }
        catch (Exception error)
        {
            deadline.ThrowIfCancellationRequested();
            return fail(error.GetType().Name, null); // its message may repeat a token
        }
    }
}
