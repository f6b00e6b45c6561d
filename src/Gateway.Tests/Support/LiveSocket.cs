using System.Net.WebSockets;
using System.Text;

namespace Gateway.Tests.Support;

/// <summary>A person's WebSocket through a gateway.</summary>
public static class LiveSocket
{
    // Longer than anything here takes, short of a hanging test.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ClientWebSocket> ConnectAsync(World world, GatewayHost gateway, string path = "/api/live")
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", $"device_id={world.Browser.DeviceId}");
        await socket.ConnectAsync(new UriBuilder(gateway.Address) { Scheme = "ws", Path = path }.Uri, Cancellation);
        return socket;
    }

    public static Task<WebSocketReceiveResult> ReceiveAsync(WebSocket socket) => socket.ReceiveAsync(new byte[4096], Cancellation).WaitAsync(Patience, Cancellation);

    /// <summary>Says something, and gets it back.</summary>
    public static async Task AskAsync(WebSocket socket, string question)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(question), WebSocketMessageType.Text, endOfMessage: true, Cancellation);
        var buffer = new byte[4096];
        var received = await socket.ReceiveAsync(buffer, Cancellation).WaitAsync(Patience, Cancellation);
        Encoding.UTF8.GetString(buffer, 0, received.Count).ShouldBe(question);
    }
}
