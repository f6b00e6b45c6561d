using System.Net;
using System.Net.Sockets;
using Gateway.Redis;
using Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Gateway.Tests.Redis;

/// <summary>The store in the process has to find a port of its own, and somebody else may be quicker to take it.</summary>
public sealed class EmbeddedStoreTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly TcpListener _other = new(IPAddress.Loopback, 0);
    private int _asked;

    public EmbeddedStoreTests() => _other.Start();

    private int Taken => ((IPEndPoint)_other.LocalEndpoint).Port;

    public void Dispose()
    {
        _other.Dispose();
        _directory.Dispose();
    }

    // Fails when the first port is the only one.
    [Fact]
    public async Task A_port_that_was_taken_meanwhile_is_left_for_another_and_what_was_stored_is_there()
    {
        using (var store = Start(FreePort.Next))
        await using (var client = await ConnectionMultiplexer.ConnectAsync(store.Client))
            await client.GetDatabase().StringSetAsync("kept", "yes");

        using var again = Start(() => _asked++ is 0 ? Taken : FreePort.Next());
        await using var reader = await ConnectionMultiplexer.ConnectAsync(again.Client);

        (await reader.GetDatabase().StringGetAsync("kept")).ShouldBe((RedisValue)"yes");
        _asked.ShouldBe(2);
    }

    // Fails when it is tried for ever, or when the folder stays locked.
    [Fact]
    public void Where_none_is_to_be_had_the_start_ends_and_leaves_the_folder_to_the_next()
    {
        Should.Throw<Exception>(() => Start(() => _asked++ < 100 ? Taken : FreePort.Next())).GetBaseException().ShouldBeOfType<SocketException>();

        using var store = Start(FreePort.Next);
        _asked.ShouldBeLessThan(100);
    }

    private EmbeddedStore Start(Func<int> findPort) => EmbeddedStore.Start(new RedisOptions { DataDirectory = _directory.Path }, NullLoggerFactory.Instance, findPort);
}
