using System.IO.Pipelines;
using System.Net.Sockets;

namespace Pipelines.Sockets.Unofficial;

/// <summary>
/// Two pipes and two loops between a user and a transport. Each loop ends by itself and completes its own end of its pipe, and only that:
/// completing the other one's would give its memory away while the transport still works on it.
/// </summary>
internal sealed class DuplexPump : IMeasuredDuplexPipe, IDisposable
{
    private const int SmallestReceive = 512;

    private readonly ITransport _transport;
    private readonly Pipe _outbound;
    private readonly Pipe _inbound;
    private readonly CountedWriter _output;
    private readonly CountedReader _input;

    private long _sent;
    private long _received;
    private int _lastReceived;
    private int _shutdown = (int)PipeShutdownKind.None;
    private int _socketError = (int)SocketError.Success;
    private Exception? _sendFault;

    public DuplexPump(ITransport transport, PipeOptions? sendOptions, PipeOptions? receiveOptions)
    {
        sendOptions ??= PipeOptions.Default;
        receiveOptions ??= PipeOptions.Default;

        _transport = transport;
        _outbound = new Pipe(sendOptions);
        _inbound = new Pipe(receiveOptions);
        _output = new CountedWriter(_outbound.Writer);
        _input = new CountedReader(_inbound.Reader);

        sendOptions.ReaderScheduler.Schedule(static pump => _ = ((DuplexPump)pump!).SendLoopAsync(), this);
        receiveOptions.WriterScheduler.Schedule(static pump => _ = ((DuplexPump)pump!).ReceiveLoopAsync(), this);
    }

    public PipeReader Input => _input;
    public PipeWriter Output => _output;

    public long TotalBytesSent => Volatile.Read(ref _sent);
    public long TotalBytesReceived => Volatile.Read(ref _received);
    public int LastReceived => Volatile.Read(ref _lastReceived);
    public long WaitingToBeSent => Math.Max(0, _output.Written - TotalBytesSent);
    public long WaitingToBeRead => Math.Max(0, TotalBytesReceived - _input.Consumed);

    public PipeShutdownKind ShutdownKind => (PipeShutdownKind)Volatile.Read(ref _shutdown);
    public SocketError SocketError => (SocketError)Volatile.Read(ref _socketError);

    /// <summary>Says why the connection ends, unless that is known already.</summary>
    public bool TrySetShutdown(PipeShutdownKind kind, SocketError error = SocketError.Success)
    {
        if (Interlocked.CompareExchange(ref _shutdown, (int)kind, (int)PipeShutdownKind.None) != (int)PipeShutdownKind.None)
            return false;

        Volatile.Write(ref _socketError, (int)error);
        return true;
    }

    public void Dispose()
    {
        TrySetShutdown(PipeShutdownKind.PipeDisposed);
        _outbound.Reader.CancelPendingRead();
        _transport.Dispose();
    }

    private async Task ReceiveLoopAsync()
    {
        Exception? fault = null;
        try
        {
            await ReceiveAllAsync(_inbound.Writer).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            fault = Ended(exception, ConnectionFault.Direction.Receiving);
        }

        // When a failed send closed the transport, that is the cause; what the receive met afterwards is only its echo.
        await _inbound.Writer.CompleteAsync(Volatile.Read(ref _sendFault) ?? fault).ConfigureAwait(false);
    }

    private async Task ReceiveAllAsync(PipeWriter writer)
    {
        while (true)
        {
            var count = await _transport.ReceiveAsync(writer.GetMemory(SmallestReceive)).ConfigureAwait(false);
            if (count == 0)
            {
                TrySetShutdown(PipeShutdownKind.ReadEndOfStream);
                return;
            }

            Volatile.Write(ref _received, _received + count);
            Volatile.Write(ref _lastReceived, count);
            writer.Advance(count);

            var flushed = await writer.FlushAsync().ConfigureAwait(false);
            if (flushed.IsCompleted)
            {
                TrySetShutdown(PipeShutdownKind.ReadFlushCompleted);
                return;
            }
        }
    }

    private async Task SendLoopAsync()
    {
        try
        {
            await SendAllAsync(_outbound.Reader).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The reader of the replies is told, by the receive loop that ends now. The writer is not: whoever happens to flush
            // would get another one's socket exception. It sees a completed flush.
            Volatile.Write(ref _sendFault, Ended(exception, ConnectionFault.Direction.Sending));
            _transport.Dispose();
        }

        await _outbound.Reader.CompleteAsync().ConfigureAwait(false);
    }

    private async Task SendAllAsync(PipeReader reader)
    {
        while (true)
        {
            var read = await reader.ReadAsync().ConfigureAwait(false);
            if (read.IsCanceled)
                return;

            if (read.Buffer.IsEmpty && read.IsCompleted)
            {
                TrySetShutdown(PipeShutdownKind.WriteEndOfStream);
                _transport.EndSend();
                return;
            }

            var count = read.Buffer.IsEmpty ? 0 : await _transport.SendAsync(read.Buffer).ConfigureAwait(false);
            Volatile.Write(ref _sent, _sent + count);
            reader.AdvanceTo(read.Buffer.GetPosition(count));
        }
    }

    private Exception? Ended(Exception exception, ConnectionFault.Direction direction)
    {
        TrySetShutdown(ConnectionFault.KindOf(exception, direction), ConnectionFault.SocketErrorOf(exception));
        return ShutdownKind == PipeShutdownKind.PipeDisposed ? null : ConnectionFault.ForTheReader(exception);
    }
}
