using System.Net.Sockets;
using System.Text;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>Who holds a connection and says next to nothing is cut off, by the limits of the section <c>Kestrel:Limits</c>. They are made short here.</summary>
public sealed class SlowClients
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Fails when the section is not read: by default that takes half a minute.
    [Fact]
    public async Task Headers_that_do_not_end_are_told_408()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded, settings => settings["Kestrel:Limits:RequestHeadersTimeout"] = "00:00:01");

        (await SendAsync(world, "GET /api HTTP/1.1\r\nHost: a\r\nX-Slow: ")).ShouldStartWith("HTTP/1.1 408 ");

        world.Api.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_body_that_does_not_come_is_told_408()
    {
        await using var world = await World.StartAsync(
            StoreKind.Embedded,
            settings =>
            {
                settings["Kestrel:Limits:MinRequestBodyDataRate:BytesPerSecond"] = "1000";
                settings["Kestrel:Limits:MinRequestBodyDataRate:GracePeriod"] = "00:00:01.5";
            }
        );

        (await SendAsync(world, "POST /login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{")).ShouldStartWith("HTTP/1.1 408 ");

        world.Auth.Counters.SignInsRefused.Value.ShouldBe(0);
    }

    // Sends what does not end, and waits for what comes back.
    private static async Task<string> SendAsync(World world, string part)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(world.Gateway.Address.Host, world.Gateway.Address.Port, Cancellation);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(part), Cancellation);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadToEndAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
    }
}
