using System.Net;
using System.Net.Sockets;

namespace Gateway.Tests.Support.Faults;

/// <summary>Sends lines and reads lines.</summary>
internal sealed class LineClient : IDisposable
{
    private readonly TcpClient _client = new() { NoDelay = true };
    private StreamReader _reader = StreamReader.Null;

    public static async Task<LineClient> ConnectAsync(FaultProxy proxy)
    {
        var client = new LineClient();
        await client._client.ConnectAsync(IPAddress.Loopback, proxy.Port);
        client._reader = new StreamReader(client._client.GetStream());
        return client;
    }

    public Task SendAsync(string text) => _client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(text)).AsTask();

    /// <summary>Says no more; FIN.</summary>
    public void End() => _client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>The next line, null after the other side's FIN; throws where it was reset.</summary>
    public Task<string?> ReadAsync() => _reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20));

    public async Task<string?> AskAsync(string line)
    {
        await SendAsync(line + "\n");
        return await ReadAsync();
    }

    /// <summary>Asserts that the connection ends by RST.</summary>
    public async Task ShouldBeResetAsync()
    {
        var error = await Should.ThrowAsync<IOException>(ReadAsync);
        error.InnerException.ShouldBeOfType<SocketException>().SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
    }

    public void Dispose()
    {
        _reader.Dispose();
        _client.Dispose();
    }
}
