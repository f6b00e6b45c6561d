using System.Net.Sockets;

namespace Pipelines.Sockets.Unofficial;

/// <summary>What an exception of the transport means.</summary>
internal static class ConnectionFault
{
    public enum Direction
    {
        Receiving,
        Sending,
    }

    public static PipeShutdownKind KindOf(Exception exception, Direction direction) =>
        (exception, direction) switch
        {
            (ObjectDisposedException, Direction.Receiving) => PipeShutdownKind.ReadDisposed,
            (SocketException, Direction.Receiving) => PipeShutdownKind.ReadSocketError,
            (IOException, Direction.Receiving) => PipeShutdownKind.ReadIOException,
            (_, Direction.Receiving) => PipeShutdownKind.ReadException,
            (ObjectDisposedException, _) => PipeShutdownKind.WriteDisposed,
            (SocketException, _) => PipeShutdownKind.WriteSocketError,
            (IOException, _) => PipeShutdownKind.WriteIOException,
            _ => PipeShutdownKind.WriteException,
        };

    public static SocketError SocketErrorOf(Exception exception) =>
        (exception as SocketException ?? exception.InnerException as SocketException)?.SocketErrorCode ?? SocketError.Success;

    public static Exception ForTheReader(Exception exception) =>
        SocketErrorOf(exception) == SocketError.ConnectionReset
            ? new ConnectionResetException("The other side reset the connection.", exception)
            : exception;
}
