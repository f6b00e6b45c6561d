using System.Net;
using System.Net.WebSockets;
using Demo.Hosting;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;
using Microsoft.AspNetCore.Builder;

namespace Gateway.Tests.Scenarios;

/// <summary>How much one session may ask for at a time.</summary>
public sealed class SessionLimits
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Fails when all sessions share one bucket, or a refused request is forwarded.
    [Fact]
    public async Task A_session_has_so_many_requests_a_second_and_others_have_theirs()
    {
        const int most = 5;
        await using var world = await World.StartAsync(StoreKind.Embedded, settings => settings["Gateway:Protection:RequestsPerSecondPerSession"] = $"{most}");
        await world.SignInAsync();
        var other = world.NewBrowser();
        await world.SignInAsync(other);

        var burst = Enumerable.Range(0, 20 * most).Select(_ => world.Browser.GetAsync("/api")).ToList();
        var beside = Enumerable.Range(0, most).Select(_ => other.GetAsync("/api")).ToList();
        var answers = await Task.WhenAll(burst);

        var refused = answers.Where(answer => answer.StatusCode is not HttpStatusCode.OK).ToList();
        refused.Count.ShouldBeGreaterThan(most); // the bucket fills again while they come
        await refused[0].ShouldBeProblemAsync(HttpStatusCode.TooManyRequests, "too_many_requests");
        refused.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.TooManyRequests && answer.Headers.RetryAfter!.Delta == TimeSpan.FromSeconds(1));
        (await Task.WhenAll(beside)).ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        world.Api.Requests.Count.ShouldBe(answers.Length - refused.Count + most);
        (await world.Browser.GetAsync("/public")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await UntilAsync(async () => (await world.Browser.GetAsync("/api")).StatusCode is HttpStatusCode.OK); // it comes back by itself
    }

    // Fails when a place is not given back.
    [Fact]
    public async Task A_session_has_so_many_WebSockets_open_at_once()
    {
        const int most = 3;
        await using var destination = await InProcessServer.StartAsync(
            "http://127.0.0.1:0",
            app =>
            {
                app.UseWebSockets();
                app.Run(async context =>
                {
                    using var socket = await context.WebSockets.AcceptWebSocketAsync();
                    await socket.ReceiveAsync(new byte[16], Cancellation);
                    await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Cancellation);
                });
            }
        );
        await using var world = await World.StartAsync(
            StoreKind.Embedded,
            settings =>
            {
                settings["Gateway:Protection:WebSocketsPerSession"] = $"{most}";
                settings["ReverseProxy:Clusters:api:Destinations:one:Address"] = destination.Address.ToString();
            }
        );
        await world.SignInAsync();
        var other = world.NewBrowser();
        await world.SignInAsync(other);
        var open = new List<ClientWebSocket>();
        for (var i = 0; i < most; i++)
            open.Add((await OpenAsync(world, world.Browser)).ShouldNotBeNull());

        (await OpenAsync(world, world.Browser)).ShouldBeNull();
        (await OpenAsync(world, other)).ShouldNotBeNull().Dispose();

        await open[0].CloseAsync(WebSocketCloseStatus.NormalClosure, null, Cancellation);
        ClientWebSocket? next = null;
        await UntilAsync(async () => (next = await OpenAsync(world, world.Browser)) is not null); // the gateway's side of it ends a moment later
        open.ForEach(socket => socket.Dispose());
        next!.Dispose();
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
            patience.Token.ThrowIfCancellationRequested();
    }

    // Null where it was refused, and that with 429.
    private static async Task<ClientWebSocket?> OpenAsync(World world, Browser browser)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", $"device_id={browser.DeviceId}");
        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await socket.ConnectAsync(new UriBuilder(world.Gateway.Address) { Scheme = "ws", Path = "/api/live" }.Uri, Cancellation);
            return socket;
        }
        catch (WebSocketException)
        {
            socket.HttpStatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            socket.Dispose();
            return null;
        }
    }
}
