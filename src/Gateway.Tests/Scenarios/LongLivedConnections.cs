using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Demo.Hosting;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Tests.Scenarios;

/// <summary>
/// A WebSocket, or an answer of events, is closed when its session ends, on whichever instance that happens. Seen to fail with the signal of
/// <c>SessionInvalidation</c> to the watch taken out, and with an end that does not wait for the frame under way.
/// </summary>
public sealed class LongLivedConnections
{
    // Longer than anything here takes, short of a hanging test.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StoreKind.Redis)]
    [InlineData(StoreKind.Embedded)]
    public async Task A_web_socket_is_told_1008_when_its_session_ends(StoreKind kind)
    {
        await using var api = await LiveServer.StartAsync();
        await using var world = await World.StartAsync(kind, settings => settings["ReverseProxy:Clusters:api:Destinations:one:Address"] = api.Address.ToString());
        await world.SignInAsync();
        // With a Redis the session ends at another instance.
        var elsewhere = kind is StoreKind.Redis ? await world.AddInstanceAsync() : world.Gateway;
        using var socket = await LiveSocket.ConnectAsync(world, world.Gateway);
        await LiveSocket.ReceiveAsync(socket);

        (await world.BrowserAt(elsewhere).PostAsync("/auth/sign-out")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await LiveSocket.ReceiveAsync(socket)).MessageType.ShouldBe(WebSocketMessageType.Close);
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.PolicyViolation);
        socket.CloseStatusDescription.ShouldBe("session ended");
    }

    [Fact]
    public async Task A_web_socket_goes_on_through_a_refresh_and_while_the_store_is_away()
    {
        await using var api = await LiveServer.StartAsync();
        await using var redis = await RedisServer.StartAsync();
        await using var world = await World.StartAsync(
            StoreKind.Embedded,
            settings =>
            {
                settings["Gateway:Redis:Configuration"] = redis.Configuration;
                settings["Gateway:Redis:Timeout"] = "00:00:01";
                settings["ReverseProxy:Clusters:api:Destinations:one:Address"] = api.Address.ToString();
            }
        );
        await world.SignInAsync();
        using var socket = await LiveSocket.ConnectAsync(world, world.Gateway);
        await LiveSocket.ReceiveAsync(socket);

        world.Expire();
        (await world.Browser.GetAsync("/api/plain")).StatusCode.ShouldBe(HttpStatusCode.OK);
        world.Auth.Counters.RefreshCalls.Value.ShouldBe(1);
        await LiveSocket.AskAsync(socket, "after the refresh");

        await redis.KillAsync();
        world.Time.Advance(TimeSpan.FromSeconds(31));
        await LiveSocket.AskAsync(socket, "without a store");
    }

    [Fact]
    public async Task A_web_socket_ends_with_a_record_that_a_stranger_deleted()
    {
        await using var api = await LiveServer.StartAsync();
        await using var world = await World.StartAsync(StoreKind.Redis, settings => settings["ReverseProxy:Clusters:api:Destinations:one:Address"] = api.Address.ToString());
        await world.SignInAsync();
        using var socket = await LiveSocket.ConnectAsync(world, world.Gateway);
        await LiveSocket.ReceiveAsync(socket);

        await world.Store.Connect(world.Gateway).GetDatabase().KeyDeleteAsync((await world.RecordsAsync()).Single());
        var closed = LiveSocket.ReceiveAsync(socket);
        // A look that began before may end only now, and the round after it tells.
        do
            world.Time.Advance(TimeSpan.FromSeconds(31));
        while (await Task.WhenAny(closed, Task.Delay(TimeSpan.FromSeconds(1), Cancellation)) != closed);

        (await closed).MessageType.ShouldBe(WebSocketMessageType.Close);
    }

    [Fact]
    public async Task A_route_may_keep_its_streams()
    {
        await using var api = await LiveServer.StartAsync();
        await using var world = await World.StartAsync(
            StoreKind.Embedded,
            settings =>
            {
                settings["ReverseProxy:Clusters:api:Destinations:one:Address"] = api.Address.ToString();
                settings["ReverseProxy:Routes:api:Metadata:Streams"] = "Keep";
            }
        );
        await world.SignInAsync();
        using var socket = await LiveSocket.ConnectAsync(world, world.Gateway);
        await LiveSocket.ReceiveAsync(socket);

        (await world.Browser.PostAsync("/auth/sign-out")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await LiveSocket.AskAsync(socket, "still here");
    }

    [Fact]
    public async Task A_frame_that_is_under_way_is_passed_whole_before_the_close()
    {
        var halfSent = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        await using var api = await InProcessServer.StartAsync("http://127.0.0.1:0", app => app.Run(context => SendInHalvesAsync(context, halfSent, goOn.Task)));
        await using var world = await World.StartAsync(StoreKind.Embedded, settings => settings["ReverseProxy:Clusters:api:Destinations:one:Address"] = api.Address.ToString());
        await world.SignInAsync();
        using var socket = await LiveSocket.ConnectAsync(world, world.Gateway);
        await halfSent.Task.WaitAsync(Patience, Cancellation);
        var first = await socket.ReceiveAsync(new byte[4], Cancellation).WaitAsync(Patience, Cancellation);

        (await world.Browser.PostAsync("/auth/sign-out")).StatusCode.ShouldBe(HttpStatusCode.OK);
        goOn.SetResult();

        first.EndOfMessage.ShouldBeFalse();
        (await LiveSocket.ReceiveAsync(socket)).EndOfMessage.ShouldBeTrue();
        (await LiveSocket.ReceiveAsync(socket)).MessageType.ShouldBe(WebSocketMessageType.Close);
    }

    [Fact]
    public async Task Server_sent_events_end_like_any_answer()
    {
        await using var api = await LiveServer.StartAsync();
        await using var world = await World.StartAsync(StoreKind.Embedded, settings => settings["ReverseProxy:Clusters:api:Destinations:one:Address"] = api.Address.ToString());
        await world.SignInAsync();
        using var client = new HttpClient { BaseAddress = world.Gateway.Address };
        client.DefaultRequestHeaders.Add("Cookie", $"device_id={world.Browser.DeviceId}");
        await using var events = await client.GetStreamAsync(new Uri("/api/events", UriKind.Relative), Cancellation);
        using var reader = new StreamReader(events);
        (await reader.ReadLineAsync(Cancellation).AsTask().WaitAsync(Patience, Cancellation)).ShouldBe("data: hello");

        (await world.Browser.PostAsync("/auth/sign-out")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await reader.ReadToEndAsync(Cancellation).WaitAsync(Patience, Cancellation)).ShouldBe("\n");
    }

    // Fails when the end waits for the client to take what is sent before it. That what it says meanwhile is dropped, EndingStreamTests hold.
    [Fact]
    public async Task A_client_that_does_not_listen_is_not_heard_any_more_and_cut_off()
    {
        var destination = new Flood();
        await using var api = await InProcessServer.StartAsync("http://127.0.0.1:0", destination.Serve);
        await using var world = await World.StartAsync(StoreKind.Embedded, settings => settings["ReverseProxy:Clusters:api:Destinations:one:Address"] = api.Address.ToString());
        await world.SignInAsync();
        using var socket = await LiveSocket.ConnectAsync(world, world.Gateway);
        await socket.SendAsync("before"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Cancellation);
        (await destination.Heard.ReadAsync(Cancellation)).ShouldBe("before");
        await destination.StallsAsync(Cancellation);

        (await world.Browser.PostAsync("/auth/sign-out")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await world.Time.TimerStartedAsync(TimeSpan.FromSeconds(1), Cancellation); // the stream knows of the end
        await world.Time.TimerStartedAsync(TimeSpan.FromSeconds(2), Cancellation); // and so does the request
        await socket.SendAsync("after"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Cancellation);
        world.Time.Advance(TimeSpan.FromSeconds(2));

        await destination.Ended.WaitAsync(Patience, Cancellation);
        destination.Heard.TryRead(out _).ShouldBeFalse();
    }

    private static async Task SendInHalvesAsync(HttpContext context, TaskCompletionSource halfSent, Task goOn)
    {
        // By hand, since no library sends half a frame.
        var key = context.Request.Headers.SecWebSocketKey + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.Connection = "Upgrade";
#pragma warning disable CA5350 // RFC 6455 asks for SHA-1, and keeps nothing secret by it
        context.Response.Headers.SecWebSocketAccept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key)));
#pragma warning restore CA5350
        await using var stream = await context.Features.Get<IHttpUpgradeFeature>()!.UpgradeAsync();
        await stream.WriteAsync(new byte[] { 0x82, 8, 1, 2, 3, 4 });
        await stream.FlushAsync();
        halfSent.SetResult();
        await goOn;
        await stream.WriteAsync(new byte[] { 5, 6, 7, 8 });
        await stream.FlushAsync();
        await stream.CopyToAsync(Stream.Null);
    }
}
