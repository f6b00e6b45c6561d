using System.Net.Sockets;
using Gateway.Tests.Support;

namespace Gateway.Tests.AuthServers.Support;

/// <summary>
/// Answers the first request; from the second on it reads a request and closes the connection in good order, without an answer.
/// Kestrel resets instead, and HTTP clients tell the two apart.
/// </summary>
internal sealed class ClosingServer : TcpServer
{
    private static readonly byte[] Answer = "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"access_token\":\"a\"}"u8.ToArray();

    private int _requests;

    public int Requests => Volatile.Read(ref _requests);

    protected override async Task ServeAsync(NetworkStream stream)
    {
        var buffer = new byte[4096];
        while (await stream.ReadAsync(buffer) > 0)
        {
            if (Interlocked.Increment(ref _requests) > 1)
                return;
            await stream.WriteAsync(Answer);
        }
    }
}
