using System.Collections.Concurrent;
using System.Threading.Channels;
using Demo.AuthServer.Traffic;
using Demo.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Support.Fakes;

/// <summary>An API that records what it receives and says what it is told to say.</summary>
public sealed class Destination : IAsyncDisposable
{
    // Only so that a request which never comes fails a test instead of hanging it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly ConcurrentQueue<DestinationAnswer> _nextAnswers = new();
    private readonly Channel<RecordedRequest> _unread = Channel.CreateUnbounded<RecordedRequest>();
    private readonly AsyncGate _answers = new();
    private InProcessServer? _server;

    private Destination()
    {
    }

    public Uri Address => Server.Address;

    /// <summary>All requests so far, in the order in which they arrived.</summary>
    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    /// <summary>Answers whatever <see cref="AnswerNext"/> did not.</summary>
    public Func<RecordedRequest, DestinationAnswer> Answer { get; set; } = _ => DestinationAnswer.Ok;

    private InProcessServer Server => _server ?? throw new InvalidOperationException("The destination has not started.");

    public static async Task<Destination> StartAsync()
    {
        var destination = new Destination();
        destination._server = await InProcessServer.StartAsync("http://127.0.0.1:0", app => app.Run(destination.AnswerAsync));
        return destination;
    }

    /// <summary>The next request is answered so; several are used up in order.</summary>
    public void AnswerNext(params ReadOnlySpan<DestinationAnswer> answers)
    {
        foreach (var answer in answers)
            _nextAnswers.Enqueue(answer);
    }

    /// <summary>Requests arrive and are recorded, but their answers wait until the result is disposed.</summary>
    public IDisposable HoldAnswers() => _answers.Hold();

    /// <returns>The oldest request that was not returned yet; waits for one.</returns>
    public async Task<RecordedRequest> NextRequestAsync(CancellationToken cancellationToken = default) =>
        await _unread.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(Patience, cancellationToken);

    /// <summary>From here on connections are refused, until <see cref="GoOnlineAsync"/>.</summary>
    public Task GoOfflineAsync() => Server.StopListeningAsync();

    public Task GoOnlineAsync() => Server.StartListeningAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = await RecordAsync(context.Request);
        await _answers.PassAsync(context.RequestAborted);

        var answer = _nextAnswers.TryDequeue(out var next) ? next : Answer(request);
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        foreach (var (name, value) in answer.Headers)
            context.Response.Headers.Append(name, value);

        await context.Response.WriteAsync(answer.Body, context.RequestAborted);
    }

    private async Task<RecordedRequest> RecordAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var recorded = new RecordedRequest
        {
            Method = request.Method,
            Path = request.Path.Value ?? "",
            Query = request.QueryString.Value ?? "",
            Headers = [.. request.Headers.SelectMany(header => header.Value, (header, value) => KeyValuePair.Create(header.Key, value ?? ""))],
            Body = await reader.ReadToEndAsync(request.HttpContext.RequestAborted),
        };

        _requests.Enqueue(recorded);
        await _unread.Writer.WriteAsync(recorded);
        return recorded;
    }
}
