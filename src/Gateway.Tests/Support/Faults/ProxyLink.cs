using System.Net;
using System.Net.Sockets;

namespace Gateway.Tests.Support.Faults;

/// <summary>One connection through a proxy: the client's half and the half to the target.</summary>
internal sealed class ProxyLink(Socket client, EndPoint target, Passage passage) : IDisposable
{
    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CancellationTokenSource _cut = new();
    private volatile Trap? _loss;

    /// <summary>Ends with the connection.</summary>
    public async Task RunAsync()
    {
        client.NoDelay = true;
        try
        {
            await passage.OpenAsync(_cut.Token);
            await _server.ConnectAsync(target, _cut.Token);
            await Task.WhenAll(PumpAsync(client, _server, isRequest: true), PumpAsync(_server, client, isRequest: false));
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            Cut();
        }
    }

    /// <summary>Resets both halves. What was on its way is lost.</summary>
    public void Cut()
    {
        Reset(client);
        Reset(_server);
        _cut.Cancel();
    }

    // The source is left to the collector: it may be cut at any time, and it holds no timer.
    public void Dispose()
    {
        client.Dispose();
        _server.Dispose();
    }

    /// <summary>Ends a connection by RST instead of FIN.</summary>
    public static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return; // it has ended already
        }
        socket.Dispose();
    }

    private async Task PumpAsync(Socket from, Socket to, bool isRequest)
    {
        try
        {
            await new ProxyPump(from, to, passage, chunk => SendAsync(to, chunk, isRequest), _cut.Token).RunAsync();
        }
        catch
        {
            Cut(); // the other direction must not wait for what no longer comes
            throw;
        }
    }

    private async Task SendAsync(Socket to, ProxyChunk chunk, bool isRequest)
    {
        if (!isRequest && _loss is { } loss)
        {
            Cut();
            loss.Tell();
            throw new OperationCanceledException("The answer is lost.");
        }
        var trap = passage.Spring(isRequest, chunk.Before.Span, chunk.Bytes.Span);
        if (trap?.Kind is TrapKind.HoldFrom)
        {
            trap.Tell();
            await passage.OpenAsync(_cut.Token);
        }
        if (trap?.Kind is TrapKind.LoseAnswer)
            _loss = trap;
        for (var rest = chunk.Bytes; rest.Length > 0; )
            rest = rest[await to.SendAsync(rest, _cut.Token)..];
        if (trap?.Kind is TrapKind.HoldAfter or TrapKind.TellRequest or TrapKind.TellAnswer)
            trap.Tell();
    }
}
