using System.Net;
using System.Net.WebSockets;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>What is long-lived does not hold up the end of the gateway, and is told of it.</summary>
public sealed class TakingLeave
{
    // Longer than anything here takes, short of a hanging test.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/live", "CloseOnEnd")]
    [InlineData("/api/live", "Keep")]
    [InlineData("/public/live", "CloseOnEnd")] // without a session
    public async Task A_web_socket_is_told_1001_when_the_gateway_ends(string path, string streams)
    {
        await using var api = await LiveServer.StartAsync();
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
        using var socket = await LiveSocket.ConnectAsync(world, world.Gateway, path);
        await LiveSocket.ReceiveAsync(socket);

        var stopped = world.Gateway.StopAsync();

        (await LiveSocket.ReceiveAsync(socket)).MessageType.ShouldBe(WebSocketMessageType.Close);
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.EndpointUnavailable);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Cancellation);
        await stopped.WaitAsync(Patience, Cancellation);
    }

    [Fact]
    public async Task Server_sent_events_end_with_the_gateway_once_its_drain_is_over()
    {
        await using var api = await LiveServer.StartAsync();
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
}
