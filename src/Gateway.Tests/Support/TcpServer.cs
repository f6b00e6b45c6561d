using System.Net;
using System.Net.Sockets;

namespace Gateway.Tests.Support;

/// <summary>A server over plain TCP, on a free port of this machine. A connection that is reset is none of its concern.</summary>
internal abstract class TcpServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    protected TcpServer()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public EndPoint EndPoint => _listener.LocalEndpoint;

    public Uri Address => new($"http://{EndPoint}");

    public void Dispose() => _listener.Dispose();

    /// <summary>Serves a connection, which is closed after that.</summary>
    protected abstract Task ServeAsync(NetworkStream stream);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return; // the test is over
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await ServeAsync(client.GetStream());
            }
            catch (IOException)
            {
                return; // reset
            }
        }
    }
}
