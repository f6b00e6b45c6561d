using System.IO.Pipelines;
using System.Net.Sockets;

namespace Pipelines.Sockets.Unofficial;

/// <summary>A connected socket as a duplex pipe.</summary>
public sealed class SocketConnection : IMeasuredDuplexPipe, IDisposable
{
    private readonly DuplexPump _pump;
    private readonly string _name;

    private SocketConnection(Socket socket, PipeOptions? sendOptions, PipeOptions? receiveOptions, string? name)
    {
        Socket = socket;
        _name = name ?? nameof(SocketConnection);
        _pump = new DuplexPump(new SocketTransport(socket), sendOptions, receiveOptions);
    }

    /// <param name="options">Wishes about how the loops run; they run one way here.</param>
    public static SocketConnection Create(
        Socket socket,
        PipeOptions? sendPipeOptions,
        PipeOptions? receivePipeOptions,
        SocketConnectionOptions options = SocketConnectionOptions.None,
        string? name = null
    )
    {
        ArgumentNullException.ThrowIfNull(socket);
        _ = options;
        return new SocketConnection(socket, sendPipeOptions, receivePipeOptions, name);
    }

    /// <summary>Fails when what this assembly needs is not there. It needs the framework only.</summary>
    public static void AssertDependencies() { }

    public static void SetRecommendedClientOptions(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (socket.AddressFamily != AddressFamily.Unix)
            socket.NoDelay = true;
    }

    public Socket Socket { get; }
    public PipeReader Input => _pump.Input;
    public PipeWriter Output => _pump.Output;

    public PipeShutdownKind ShutdownKind => _pump.ShutdownKind;
    public SocketError SocketError => _pump.SocketError;

    public long BytesSent => _pump.TotalBytesSent;
    public long BytesRead => _pump.TotalBytesReceived;
    public int LastReceived => _pump.LastReceived;
    long IMeasuredDuplexPipe.TotalBytesSent => BytesSent;
    long IMeasuredDuplexPipe.TotalBytesReceived => BytesRead;

    /// <summary>The protocol's layer says why it ends the connection; false when the connection had ended before.</summary>
    public bool TrySetProtocolShutdown(PipeShutdownKind kind) => kind >= PipeShutdownKind.ProtocolExitClient && _pump.TrySetShutdown(kind);

    public Counters GetCounters() => new(AvailableOnSocket(), _pump.WaitingToBeRead, _pump.WaitingToBeSent);

    private int AvailableOnSocket()
    {
        try
        {
            return Socket.Available;
        }
        catch (Exception exception) when (exception is ObjectDisposedException or SocketException)
        {
            return 0; // a closed socket has nothing to offer, and counters are asked for when things go wrong
        }
    }

    public void Dispose() => _pump.Dispose();

    public override string ToString() => _name;

    /// <summary>Where bytes wait, at one moment.</summary>
    public readonly struct Counters
    {
        internal Counters(long onSocket, long toBeRead, long toBeSent)
        {
            BytesAvailableOnSocket = onSocket;
            BytesWaitingToBeRead = toBeRead;
            BytesWaitingToBeSent = toBeSent;
        }

        public long BytesAvailableOnSocket { get; }
        public long BytesWaitingToBeRead { get; }
        public long BytesWaitingToBeSent { get; }
    }
}
