using System.Net;
using System.Net.Sockets;

namespace Gateway.Tests.AuthServers.Support;

/// <summary>
/// Answers the first request; from the second on it reads a request and closes the connection in good order, without an answer.
/// Kestrel resets instead, and HTTP clients tell the two apart.
/// </summary>
internal sealed class ClosingServer : IDisposable
{
    private static readonly byte[] Answer = "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"access_token\":\"a\"}"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private int _requests;

    public ClosingServer()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    public int Requests => Volatile.Read(ref _requests);

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return; // the test is over
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            var buffer = new byte[4096];
            while (await client.GetStream().ReadAsync(buffer) > 0)
            {
                if (Interlocked.Increment(ref _requests) > 1)
                    return;
                await client.GetStream().WriteAsync(Answer);
            }
        }
    }
}
