using System.Net.Sockets;
using System.Threading.Channels;

namespace Gateway.Tests.Support.Faults;

/// <summary>
/// One direction of a connection. Reading and sending are apart, so that a delayed connection has its bytes on their way at the same
/// time, as a long line has, and a held one takes some bytes, as a frozen peer's buffers do.
/// </summary>
internal sealed class ProxyPump(Socket from, Socket to, Passage passage, Func<ProxyChunk, Task> send, CancellationToken cut)
{
    private readonly Channel<ProxyChunk> _line = Channel.CreateBounded<ProxyChunk>(1024);

    public Task RunAsync() => Task.WhenAll(ReadAsync(), SendAsync());

    private async Task ReadAsync()
    {
        var buffer = new byte[16 * 1024];
        byte[] before = [];
        try
        {
            while (await from.ReceiveAsync(buffer, cut) is var length && length > 0)
            {
                var bytes = buffer[..length];
                await _line.Writer.WriteAsync(new ProxyChunk(before, bytes, TimeProvider.System.GetTimestamp()), cut);
                before = bytes;
            }
            _line.Writer.Complete();
        }
        catch (Exception error)
        {
            _line.Writer.Complete(error); // behind what was sent before it
            throw;
        }
    }

    private async Task SendAsync()
    {
        await foreach (var chunk in _line.Reader.ReadAllAsync(cut))
        {
            if (passage.Delay - TimeProvider.System.GetElapsedTime(chunk.ArrivedAt) is var rest && rest > TimeSpan.Zero)
                await Task.Delay(rest, cut);
            await passage.OpenAsync(cut);
            await send(chunk);
        }
        await passage.OpenAsync(cut);
        to.Shutdown(SocketShutdown.Send);
    }
}
