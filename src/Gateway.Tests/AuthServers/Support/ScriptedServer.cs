using System.Collections.Concurrent;
using Demo.AuthServer.Traffic;
using Demo.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.AuthServers.Support;

/// <summary>An HTTP server that answers each request by the next step of a script; the last step repeats.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    // Of real time, so that a call that never comes fails a test instead of hanging it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly RequestDelegate[] _script;
    private readonly ConcurrentQueue<ReceivedRequest> _requests = new();
    private readonly AsyncCounter _arrived = new();
    private int _next = -1;
    private InProcessServer? _server;

    private ScriptedServer(RequestDelegate[] script) => _script = script;

    public Uri Address => _server!.Address;

    public IReadOnlyList<ReceivedRequest> Requests => [.. _requests];

    public static async Task<ScriptedServer> StartAsync(params RequestDelegate[] script)
    {
        var server = new ScriptedServer(script);
        server._server = await InProcessServer.StartAsync("http://127.0.0.1:0", app => app.Run(server.AnswerAsync));
        return server;
    }

    /// <summary>Completes when so many requests have arrived.</summary>
    public Task ArrivedAsync(int count) => _arrived.WaitForAsync(count, TestContext.Current.CancellationToken).WaitAsync(Patience);

    public Task GoOfflineAsync() => _server!.StopListeningAsync();

    public Task GoOnlineAsync() => _server!.StartListeningAsync();

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        _requests.Enqueue(new ReceivedRequest(context.Request.Method, context.Request.Path, headers, await reader.ReadToEndAsync(context.RequestAborted)));
        _arrived.Increment();
        await _script[Math.Min(Interlocked.Increment(ref _next), _script.Length - 1)](context);
    }
}
