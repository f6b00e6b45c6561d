using System.Net;
using System.Net.WebSockets;
using System.Text;
using Demo.Hosting;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Scenarios;

/// <summary>
/// A connection that outlives its request is closed when its session ends, on whichever instance that happens. Seen to fail with the signal of
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
        await using var api = await InProcessServer.StartAsync("http://127.0.0.1:0", Serve);
        await using var world = await World.StartAsync(kind, settings => settings["ReverseProxy:Clusters:api:Destinations:one:Address"] = api.Address.ToString());
        await world.SignInAsync();
        // With a Redis the session ends at another instance.
        var elsewhere = kind is StoreKind.Redis ? await world.AddInstanceAsync() : world.Gateway;
        using var socket = await ConnectAsync(world, world.Gateway);
        await ReceiveAsync(socket);

        (await world.BrowserAt(elsewhere).PostAsync("/auth/sign-out")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await ReceiveAsync(socket)).MessageType.ShouldBe(WebSocketMessageType.Close);
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.PolicyViolation);
        socket.CloseStatusDescription.ShouldBe("session ended");
    }

    [Fact]
    public async Task A_web_socket_goes_on_through_a_refresh_and_while_the_store_is_away()
    {
        await using var api = await InProcessServer.StartAsync("http://127.0.0.1:0", Serve);
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
        using var socket = await ConnectAsync(world, world.Gateway);
        await ReceiveAsync(socket);

        world.Expire();
        (await world.Browser.GetAsync("/api/plain")).StatusCode.ShouldBe(HttpStatusCode.OK);
        world.Auth.Counters.RefreshCalls.Value.ShouldBe(1);
        await AskAsync(socket, "after the refresh");

        await redis.KillAsync();
        world.Time.Advance(TimeSpan.FromSeconds(31));
        await AskAsync(socket, "without a store");
    }

    [Fact]
    public async Task A_web_socket_ends_with_a_record_that_a_stranger_deleted()
    {
        await using var api = await InProcessServer.StartAsync("http://127.0.0.1:0", Serve);
        await using var world = await World.StartAsync(StoreKind.Redis, settings => settings["ReverseProxy:Clusters:api:Destinations:one:Address"] = api.Address.ToString());
        await world.SignInAsync();
        using var socket = await ConnectAsync(world, world.Gateway);
        await ReceiveAsync(socket);

        await world.Store.Connect(world.Gateway).GetDatabase().KeyDeleteAsync((await world.RecordsAsync()).Single());
        world.Time.Advance(TimeSpan.FromSeconds(31));

        (await ReceiveAsync(socket)).MessageType.ShouldBe(WebSocketMessageType.Close);
    }

    [Fact]
    public async Task A_route_may_keep_its_streams()
    {
        await using var api = await InProcessServer.StartAsync("http://127.0.0.1:0", Serve);
        await using var world = await World.StartAsync(
            StoreKind.Embedded,
            settings =>
            {
                settings["ReverseProxy:Clusters:api:Destinations:one:Address"] = api.Address.ToString();
                settings["ReverseProxy:Routes:api:Metadata:Streams"] = "Keep";
            }
        );
        await world.SignInAsync();
        using var socket = await ConnectAsync(world, world.Gateway);
        await ReceiveAsync(socket);

        (await world.Browser.PostAsync("/auth/sign-out")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await AskAsync(socket, "still here");
    }

    [Fact]
    public async Task A_frame_that_is_under_way_is_passed_whole_before_the_close()
    {
        var halfSent = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        await using var api = await InProcessServer.StartAsync("http://127.0.0.1:0", app => app.Run(context => SendInHalvesAsync(context, halfSent, goOn.Task)));
        await using var world = await World.StartAsync(StoreKind.Embedded, settings => settings["ReverseProxy:Clusters:api:Destinations:one:Address"] = api.Address.ToString());
        await world.SignInAsync();
        using var socket = await ConnectAsync(world, world.Gateway);
        await halfSent.Task.WaitAsync(Patience, Cancellation);
        var first = await socket.ReceiveAsync(new byte[4], Cancellation).WaitAsync(Patience, Cancellation);

        (await world.Browser.PostAsync("/auth/sign-out")).StatusCode.ShouldBe(HttpStatusCode.OK);
        goOn.SetResult();

        first.EndOfMessage.ShouldBeFalse();
        (await ReceiveAsync(socket)).EndOfMessage.ShouldBeTrue();
        (await ReceiveAsync(socket)).MessageType.ShouldBe(WebSocketMessageType.Close);
    }

    [Fact]
    public async Task Server_sent_events_end_like_any_answer()
    {
        await using var api = await InProcessServer.StartAsync("http://127.0.0.1:0", Serve);
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

    [Fact]
    public async Task A_gRPC_call_is_told_UNAUTHENTICATED()
    {
        await using var api = await StartHttp2Async();
        await using var world = await World.StartAsync(StoreKind.Redis);
        await world.SignInAsync();
        await using var gateway = await GatewayHost.StartAsync(
            new Dictionary<string, string?>(world.AllSettings)
                {
                    ["Kestrel:EndpointDefaults:Protocols"] = "Http2",
                    ["ReverseProxy:Clusters:api:Destinations:one:Address"] = api.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single(),
                    ["ReverseProxy:Clusters:api:HttpRequest:Version"] = "2",
                    ["ReverseProxy:Clusters:api:HttpRequest:VersionPolicy"] = "RequestVersionExact",
                },
            world.Time
        );
        using var client = new HttpClient { BaseAddress = gateway.Address };
        using var call = new HttpRequestMessage(HttpMethod.Post, "/api/package.Service/Call")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([]),
        };
        call.Content.Headers.ContentType = new("application/grpc");
        call.Headers.Add("Cookie", $"device_id={world.Browser.DeviceId}");
        using var answer = await client.SendAsync(call, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await using var messages = await answer.Content.ReadAsStreamAsync(Cancellation);
        (await messages.ReadAsync(new byte[5], Cancellation)).ShouldBe(5);

        (await world.Browser.PostAsync("/auth/sign-out")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await messages.ReadAsync(new byte[5], Cancellation).AsTask().WaitAsync(Patience, Cancellation)).ShouldBe(0);
        answer.TrailingHeaders.GetValues("grpc-status").ShouldBe(["16"]);
    }

    [Theory]
    [InlineData("/api/live", "CloseOnEnd")]
    [InlineData("/api/live", "Keep")]
    [InlineData("/public/live", "CloseOnEnd")] // without a session
    public async Task A_web_socket_is_told_1001_when_the_gateway_ends(string path, string streams)
    {
        await using var api = await InProcessServer.StartAsync("http://127.0.0.1:0", Serve);
        await using var world = await World.StartAsync(
            StoreKind.Embedded,
            settings =>
            {
                settings["ReverseProxy:Clusters:api:Destinations:one:Address"] = api.Address.ToString();
                settings["ReverseProxy:Routes:api:Metadata:Streams"] = streams;
                settings["shutdownTimeoutSeconds"] = "60"; // longer than the patience: nothing but the close lets it end
            }
        );
        await world.SignInAsync();
        using var socket = await ConnectAsync(world, world.Gateway, path);
        await ReceiveAsync(socket);

        var stopped = world.Gateway.StopAsync();

        (await ReceiveAsync(socket)).MessageType.ShouldBe(WebSocketMessageType.Close);
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.EndpointUnavailable);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Cancellation);
        await stopped.WaitAsync(Patience, Cancellation);
    }

    [Fact]
    public async Task Server_sent_events_end_with_the_gateway_once_its_drain_is_over()
    {
        await using var api = await InProcessServer.StartAsync("http://127.0.0.1:0", Serve);
        await using var world = await World.StartAsync(
            StoreKind.Embedded,
            settings =>
            {
                settings["ReverseProxy:Clusters:api:Destinations:one:Address"] = api.Address.ToString();
                settings["Gateway:Drain:Delay"] = "00:00:05";
                settings["shutdownTimeoutSeconds"] = "60";
            }
        );
        await world.SignInAsync();
        using var client = new HttpClient { BaseAddress = world.Gateway.Address };
        client.DefaultRequestHeaders.Add("Cookie", $"device_id={world.Browser.DeviceId}");
        await using var events = await client.GetStreamAsync(new Uri("/api/events", UriKind.Relative), Cancellation);
        using var reader = new StreamReader(events);
        (await reader.ReadLineAsync(Cancellation).AsTask().WaitAsync(Patience, Cancellation)).ShouldBe("data: hello");
        (await world.Browser.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var stopped = world.Gateway.StopAsync();

        // Only the clock ends the delay, and it moves when told.
        (await world.Browser.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await world.Browser.GetAsync("/healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var answer = await world.Browser.GetAsync("/api/plain");
        (answer.StatusCode, answer.Headers.ConnectionClose).ShouldBe((HttpStatusCode.OK, true));
        var rest = reader.ReadToEndAsync(Cancellation);
        rest.IsCompleted.ShouldBeFalse();

        world.Time.Advance(TimeSpan.FromSeconds(5));

        (await rest.WaitAsync(Patience, Cancellation)).ShouldBe("\n");
        await stopped.WaitAsync(Patience, Cancellation);
    }

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

    private static async Task SendInHalvesAsync(HttpContext context, TaskCompletionSource halfSent, Task goOn)
    {
        // By hand, since no library sends half a frame.
        var key = context.Request.Headers.SecWebSocketKey + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.Connection = "Upgrade";
#pragma warning disable CA5350 // RFC 6455 asks for SHA-1, and keeps nothing secret by it
        context.Response.Headers.SecWebSocketAccept = Convert.ToBase64String(System.Security.Cryptography.SHA1.HashData(Encoding.ASCII.GetBytes(key)));
#pragma warning restore CA5350
        await using var stream = await context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpUpgradeFeature>()!.UpgradeAsync();
        await stream.WriteAsync(new byte[] { 0x82, 8, 1, 2, 3, 4 });
        await stream.FlushAsync();
        halfSent.SetResult();
        await goOn;
        await stream.WriteAsync(new byte[] { 5, 6, 7, 8 });
        await stream.FlushAsync();
        await stream.CopyToAsync(Stream.Null);
    }

    private static async Task SendEventsAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync("data: hello\n\n");
        await context.Response.Body.FlushAsync();
        await UntilAbortedAsync(context);
    }

    private static async Task<WebApplication> StartHttp2Async()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2));
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.Run(async context =>
        {
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(new byte[5]);
            await context.Response.Body.FlushAsync();
            await UntilAbortedAsync(context);
        });
        await app.StartAsync(Cancellation);
        return app;
    }

    private static async Task UntilAbortedAsync(HttpContext context)
    {
        var aborted = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(aborted.SetResult);
        await aborted.Task;
    }

    private static async Task<ClientWebSocket> ConnectAsync(World world, GatewayHost gateway, string path = "/api/live")
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", $"device_id={world.Browser.DeviceId}");
        await socket.ConnectAsync(new UriBuilder(gateway.Address) { Scheme = "ws", Path = path }.Uri, Cancellation);
        return socket;
    }

    private static Task<WebSocketReceiveResult> ReceiveAsync(WebSocket socket) => socket.ReceiveAsync(new byte[4096], Cancellation).WaitAsync(Patience, Cancellation);

    private static async Task AskAsync(WebSocket socket, string question)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(question), WebSocketMessageType.Text, endOfMessage: true, Cancellation);
        var buffer = new byte[4096];
        var received = await socket.ReceiveAsync(buffer, Cancellation).WaitAsync(Patience, Cancellation);
        Encoding.UTF8.GetString(buffer, 0, received.Count).ShouldBe(question);
    }
}
