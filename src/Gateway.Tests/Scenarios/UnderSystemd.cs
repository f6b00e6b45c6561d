using System.Net.Sockets;
using System.Text;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Docker;

namespace Gateway.Tests.Scenarios;

/// <summary>A service of type <c>notify</c>: the gateway tells systemd when it listens and when it begins to end (sd_notify(3)).</summary>
public sealed class UnderSystemd
{
    // Fails when the gateway looks for a parent that is called systemd: the unit hides the processes of others (ProtectProc=invisible).
    [Fact]
    public async Task It_is_told_of_the_start_and_of_the_end()
    {
        using var folder = new TempDirectory();
        var path = Path.Combine(folder.Path, "notify");
        using var notify = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        notify.Bind(new UnixDomainSocketEndPoint(path));
        var gateway = Path.Combine(AppContext.BaseDirectory, "Gateway.dll");

        await using var service = Container.Start(
            "dotnet",
            [gateway, "--urls=http://127.0.0.1:0"],
            folder.Path,
            new Dictionary<string, string?> { ["NOTIFY_SOCKET"] = path }
        );

        (await ReceiveAsync(notify)).ShouldBe("READY=1", service.Log);
        service.Log.ShouldContain("Now listening on");
        var stopped = service.StopAsync();
        (await ReceiveAsync(notify)).ShouldBe("STOPPING=1", service.Log);
        await stopped;
    }

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[256];
        var length = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
