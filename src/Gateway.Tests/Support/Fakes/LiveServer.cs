using System.Net.WebSockets;
using Demo.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Support.Fakes;

/// <summary>
/// A destination whose answers do not end: a WebSocket that says hello and then what it is told, and <c>/api/events</c> with one event.
/// </summary>
public static class LiveServer
{
    public static Task<InProcessServer> StartAsync() => InProcessServer.StartAsync("http://127.0.0.1:0", Serve);

    private static void Serve(WebApplication app)
    {
        app.UseWebSockets();
        app.Run(context =>
            context.WebSockets.IsWebSocketRequest ? EchoAsync(context)
            : context.Request.Path == "/api/events" ? SendEventsAsync(context)
            : context.Response.WriteAsync("plain")
        );
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
        var buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer, context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } received)
            await socket.SendAsync(buffer.AsMemory(0, received.Count), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
    }

    private static async Task SendEventsAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync("data: hello\n\n");
        await context.Response.Body.FlushAsync();
        await UntilAbortedAsync(context);
    }

    private static async Task UntilAbortedAsync(HttpContext context)
    {
        var aborted = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(aborted.SetResult);
        await aborted.Task;
    }
}
