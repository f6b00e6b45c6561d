using System.Net;
using System.Net.Sockets;
using System.Text;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>Sign-ins that are begun and do not come.</summary>
public sealed class HalfSentSignIns
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Fails when what a request promises is set aside for it before it has come.
    [Fact]
    public async Task Sign_ins_that_do_not_come_cost_next_to_no_memory()
    {
        const int many = 200;
        await using var world = await World.StartAsync(StoreKind.Embedded);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var open = new List<TcpClient>();
        try
        {
            foreach (var header in Enumerable.Range(0, many).Select(i => i % 2 is 0 ? "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n" : "Content-Length: 1000000\r\n\r\n{"))
            {
                var client = new TcpClient();
                open.Add(client);
                await client.ConnectAsync(world.Gateway.Address.Host, world.Gateway.Address.Port, Cancellation);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n{header}"), Cancellation);
            }
            (await world.Browser.GetAsync("/public")).StatusCode.ShouldBe(HttpStatusCode.OK); // by now all have been begun
            await world.SignInAsync();

            (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(many * 750_000L); // other tests run beside; a megabyte for each is what must not be
        }
        finally
        {
            open.ForEach(client => client.Dispose());
        }
    }
}
