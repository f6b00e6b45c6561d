using System.Buffers;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Pipelines.Sockets.Unofficial;

internal sealed class SocketTransport(Socket socket) : ITransport
{
    private const int MostSegments = 64;

    private readonly List<ArraySegment<byte>> _segments = new(MostSegments);

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer) => socket.ReceiveAsync(buffer, SocketFlags.None);

    // Several segments go out in one call: one by one, each would be a system call and, without Nagle, a packet.
    public ValueTask<int> SendAsync(ReadOnlySequence<byte> bytes) =>
        bytes.IsSingleSegment || !TryGather(bytes)
            ? socket.SendAsync(bytes.First, SocketFlags.None)
            : new ValueTask<int>(socket.SendAsync(_segments, SocketFlags.None));

    private bool TryGather(ReadOnlySequence<byte> bytes)
    {
        _segments.Clear();
        foreach (var memory in bytes)
        {
            if (_segments.Count == MostSegments || !MemoryMarshal.TryGetArray(memory, out var segment))
                break;

            if (segment.Count > 0)
                _segments.Add(segment);
        }

        return _segments.Count > 0;
    }

    public void EndSend() => socket.Shutdown(SocketShutdown.Send);

    public void Dispose() => socket.Dispose();
}
