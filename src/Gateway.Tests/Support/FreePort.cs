using System.Net;
using System.Net.Sockets;

namespace Gateway.Tests.Support;

/// <summary>
/// A port that nobody listens on, and that nobody is given: those from 32768 on are handed out to each connection that is made and each server that asks for
/// any, so one of them may be taken before a test gets to it.
/// </summary>
public static class FreePort
{
    private static int _last = Random.Shared.Next(15_000, 25_000);

    public static int Next()
    {
        while (true)
        {
            var port = Interlocked.Increment(ref _last);
            if (IsFree(port))
                return port;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
