using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Demo.AuthServer;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>
/// A client that speaks HTTP/2 (without TLS, by prior knowledge) and sends all on one connection, as balancers do, while the gateway takes leave: GOAWAY tells it to
/// take what is new elsewhere, and what is under way ends well.
/// </summary>
public sealed class LeavingOverHttp2
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Fails, where there is a delay, without UseDrain: nothing would tell the client for as long as that lasts.
    [Theory]
    [InlineData(0)]
    [InlineData(20)] // seconds of the world's clock
    public async Task What_is_under_way_ends_well_and_what_is_new_goes_elsewhere(int seconds)
    {
        var delay = TimeSpan.FromSeconds(seconds);
        await using var world = await World.StartAsync(
            StoreKind.Redis,
            settings =>
            {
                settings["Gateway:Drain:Delay"] = $"{delay}";
                settings["Kestrel:EndpointDefaults:Protocols"] = "Http2";
            }
        );
        var (leaving, other) = (world.Gateway, await world.AddInstanceAsync(KeyValuePair.Create<string, string?>("Gateway:Drain:Delay", "00:00:00")));
        var (ready, connected) = (leaving.Address, new ConcurrentQueue<Uri>());
        using var client = NewClient(leaving.Address, () => ready, connected);
        await SignInAsync(client);
        List<Task<HttpResponseMessage>> answers = [];

        Task stopped;
        using (world.Api.HoldAnswers())
        {
            await SendAsync();
            ready = other.Address;
            stopped = leaving.StopAsync();
            if (delay > TimeSpan.Zero)
                await world.Time.TimerStartedAsync(delay, Cancellation);
            while (!connected.Contains(other.Address)) // the first of these may pass the GOAWAY on its way
                await SendAsync();
            stopped.IsCompleted.ShouldBeFalse("it ended with requests under way");
        }
        foreach (var answer in await Task.WhenAll(answers))
            (answer.StatusCode, answer.Version).ShouldBe((HttpStatusCode.OK, HttpVersion.Version20));
        world.Time.Advance(delay);
        await stopped.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        connected.ShouldBe([leaving.Address, other.Address]);

        async Task SendAsync()
        {
            answers.Add(client.GetAsync("/api", Cancellation));
            await world.Api.NextRequestAsync(Cancellation); // it has passed a gateway
        }
    }

    private static HttpClient NewClient(Uri address, Func<Uri> ready, ConcurrentQueue<Uri> connected) =>
        new(
            new SocketsHttpHandler
            {
                ConnectCallback = async (_, cancellationToken) =>
                {
                    var to = ready();
                    connected.Enqueue(to);
                    var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                    await socket.ConnectAsync(to.Host, to.Port, cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            }
        )
        {
            BaseAddress = address,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

    private static async Task SignInAsync(HttpClient client) =>
        (
            await client.PostAsJsonAsync("/login", new { email = DemoAuthServerOptions.DemoEmail, password = DemoAuthServerOptions.DemoPassword }, Cancellation)
        ).StatusCode.ShouldBe(HttpStatusCode.OK);
}
