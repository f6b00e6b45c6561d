using Gateway.Tokens;
using Polly;

namespace Gateway.AuthServers.Calls;

/// <summary>Sends calls of one kind to one auth server, with a circuit of their own. No fault of the network leaves it as an exception.</summary>
internal sealed class CallClient
{
    private readonly HttpClient _http;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly Circuit _circuit;
    private readonly ResiliencePipeline<HttpAnswer?> _pipeline;

    public CallClient(string authServer, string kind, HttpClient http, TimeSpan timeout, TimeProvider time, ILogger logger)
    {
        (_http, _timeout, _time) = (http, timeout, time);
        _circuit = new Circuit(authServer, kind, time, logger);
        _pipeline = CallPipeline.Build(timeout, time, _circuit);
    }

    /// <summary>How its circuit stands.</summary>
    public CircuitLevel CircuitLevel => _circuit.Level;

    public Task<CallOutcome> SendAsync(Call call, TokenSet tokens, Func<Task<bool>> mayBeSentAsync, CancellationToken cancellationToken) =>
        SendAsync(call.FindTargetAsync, target => call.Template.Write(target, tokens), mayBeSentAsync, cancellationToken);

    /// <summary>Sends what <paramref name="write"/> writes anew for each try.</summary>
    public async Task<CallOutcome> SendAsync(
        Func<CancellationToken, Task<Uri?>> findTargetAsync,
        Func<Uri, HttpRequestMessage> write,
        Func<Task<bool>> mayBeSentAsync,
        CancellationToken cancellationToken
    )
    {
        var tries = new Tries(mayBeSentAsync);
        try
        {
            var answer = await _pipeline.ExecuteAsync(
                static (state, token) => state.Client.SendOnceAsync(state.Find, state.Write, state.Tries, token),
                (Client: this, Find: findTargetAsync, Write: write, Tries: tries),
                cancellationToken
            );
            return answer is null ? new CallOutcome.NotOffered() : new CallOutcome.Answered(answer, tries.LostAnAnswer);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && CallFailure.Explain(exception, _timeout) is { } failed)
        {
            return failed;
        }
    }

    private async ValueTask<HttpAnswer?> SendOnceAsync(
        Func<CancellationToken, Task<Uri?>> findTargetAsync,
        Func<Uri, HttpRequestMessage> write,
        Tries tries,
        CancellationToken cancellationToken
    )
    {
        if (await findTargetAsync(cancellationToken) is not { } target)
            return null;
        if (!await tries.MayBeSentAsync())
            throw tries.Failure ?? (Exception)new TooLateException();
        using var request = write(target);
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            return await HttpAnswer.ReadAsync(response, _time.GetUtcNow(), cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            tries.Failure = exception;
            throw;
        }
    }

    /// <summary>What the tries of one call have met so far.</summary>
    private sealed class Tries(Func<Task<bool>> mayBeSentAsync)
    {
        public Task<bool> MayBeSentAsync() => mayBeSentAsync();

        /// <summary>What the first came to, where there is a second. That one tells how the server is, where the second may not be sent.</summary>
        public HttpRequestException? Failure { get; set; }

        public bool LostAnAnswer => Failure is not null && CallFailure.IsLost(Failure);
    }
}
