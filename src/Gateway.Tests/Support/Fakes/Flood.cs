using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Support.Fakes;

/// <summary>A destination that sends through a WebSocket for as long as anybody takes it, and hears what it is told meanwhile.</summary>
public sealed class Flood
{
    private readonly Channel<string> _heard = Channel.CreateUnbounded<string>();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _sent;

    public ChannelReader<string> Heard => _heard.Reader;

    /// <summary>Ends when the connection has.</summary>
    public Task Ended => _ended.Task;

    public void Serve(WebApplication app)
    {
        app.UseWebSockets();
        app.Run(ServeAsync);
    }

    /// <summary>Ends when nothing more can be sent.</summary>
    public async Task StallsAsync(CancellationToken cancellationToken)
    {
        long seen;
        do
        {
            seen = Interlocked.Read(ref _sent);
            await Task.Delay(500, cancellationToken); // that nothing happens is no event
        } while (seen != Interlocked.Read(ref _sent) || seen is 0);
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var sending = SendAsync(socket, context.RequestAborted);
        try
        {
            var buffer = new byte[4096];
            while (await socket.ReceiveAsync(buffer, context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } received)
                await _heard.Writer.WriteAsync(Encoding.UTF8.GetString(buffer, 0, received.Count), context.RequestAborted);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException)
        {
            return; // cut off
        }
        finally
        {
            context.Abort();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _ended.TrySetResult();
        }
    }

    private async Task SendAsync(WebSocket socket, CancellationToken aborted)
    {
        var chunk = new byte[64 * 1024];
        while (!aborted.IsCancellationRequested)
        {
            await socket.SendAsync(chunk, WebSocketMessageType.Binary, endOfMessage: true, aborted);
            Interlocked.Add(ref _sent, chunk.Length);
        }
    }
}
