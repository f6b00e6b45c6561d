using System.Net;
using System.Net.WebSockets;
using System.Text;
using Demo.Hosting;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Scenarios;

/// <summary>A WebSocket upgrade is a request like any other: it gets the token and loses the cookie.</summary>
public sealed class WebSockets
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_upgrade_gets_the_token_and_messages_go_both_ways()
    {
        await using var echo = await InProcessServer.StartAsync(
            "http://127.0.0.1:0",
            app =>
            {
                app.UseWebSockets();
                app.Run(AnswerAsync);
            }
        );
        await using var world = await World.StartAsync(StoreKind.Embedded, settings => settings["ReverseProxy:Clusters:api:Destinations:one:Address"] = echo.Address.ToString());
        await world.SignInAsync();

        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", $"device_id={world.Browser.DeviceId}");
        await socket.ConnectAsync(new UriBuilder(world.Gateway.Address) { Scheme = "ws", Path = "/api/live" }.Uri, Cancellation);

        (await AskAsync(socket, "one")).ShouldBe($"one, {world.CurrentBearer}, no cookie");
        (await AskAsync(socket, "two")).ShouldBe($"two, {world.CurrentBearer}, no cookie");
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Cancellation);
    }

    // RFC 8441: a CONNECT instead of an upgrade. Fails where a guard asks for the Upgrade header alone.
    [Fact]
    public async Task Over_HTTP_2_it_is_guarded_gets_the_token_and_ends_with_its_session_as_well()
    {
        await using var echo = await InProcessServer.StartAsync(
            "http://127.0.0.1:0",
            app =>
            {
                app.UseWebSockets();
                app.Run(AnswerAsync);
            }
        );
        await using var world = await World.StartAsync(StoreKind.Redis, settings => settings["ReverseProxy:Clusters:api:Destinations:one:Address"] = echo.Address.ToString());
        await world.SignInAsync();
        await using var gateway = await GatewayHost.StartAsync(new Dictionary<string, string?>(world.AllSettings) { ["Kestrel:EndpointDefaults:Protocols"] = "Http2" }, world.Time);

        (await Should.ThrowAsync<WebSocketException>(() => ConnectOverHttp2Async(gateway, world, "https://evil.example"))).Message.ShouldContain("403");
        using var socket = await ConnectOverHttp2Async(gateway, world, null);
        (await AskAsync(socket, "one")).ShouldBe($"one, {world.CurrentBearer}, no cookie");

        (await world.Browser.PostAsync("/auth/sign-out")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ReceiveAsync(socket)).ShouldBeNull();
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.PolicyViolation);
    }

    private static async Task<ClientWebSocket> ConnectOverHttp2Async(GatewayHost gateway, World world, string? origin)
    {
        using var client = new HttpClient();
        var socket = new ClientWebSocket { Options = { HttpVersion = HttpVersion.Version20, HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact } };
        socket.Options.SetRequestHeader("Cookie", $"device_id={world.Browser.DeviceId}");
        if (origin is not null)
            socket.Options.SetRequestHeader("Origin", origin);
        await socket.ConnectAsync(new UriBuilder(gateway.Address) { Scheme = "ws", Path = "/api/live" }.Uri, client, Cancellation);
        return socket;
    }

    // Says what came in, with which token and cookie.
    private static async Task AnswerAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var headers = context.Request.Headers;
        while (await ReceiveAsync(socket) is { } message)
            await SendAsync(socket, $"{message}, {headers.Authorization}, {(headers.Cookie.Count is 0 ? "no cookie" : headers.Cookie)}");
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Cancellation);
    }

    private static async Task<string?> AskAsync(WebSocket socket, string question)
    {
        await SendAsync(socket, question);
        return await ReceiveAsync(socket);
    }

    private static Task SendAsync(WebSocket socket, string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Cancellation);

    private static async Task<string?> ReceiveAsync(WebSocket socket)
    {
        var buffer = new byte[4096];
        var received = await socket.ReceiveAsync(buffer, Cancellation);
        return received.MessageType is WebSocketMessageType.Close ? null : Encoding.UTF8.GetString(buffer, 0, received.Count);
    }
}
