using System.Buffers;

namespace Pipelines.Sockets.Unofficial;

internal sealed class StreamTransport(Stream stream) : ITransport
{
    // The most that one TLS record holds: a write of less costs a record and a system call all the same.
    private const int Record = 16 * 1024;

    private byte[]? _gathered;

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer) => stream.ReadAsync(buffer);

    public async ValueTask<int> SendAsync(ReadOnlySequence<byte> bytes)
    {
        var part = bytes.IsSingleSegment ? bytes.First : Gather(bytes);
        await stream.WriteAsync(part).ConfigureAwait(false);
        await stream.FlushAsync().ConfigureAwait(false);
        return part.Length;
    }

    private ReadOnlyMemory<byte> Gather(ReadOnlySequence<byte> bytes)
    {
        if (bytes.FirstSpan.Length >= Record)
            return bytes.First;

        _gathered ??= new byte[Record];
        var part = bytes.Slice(0, Math.Min(bytes.Length, Record));
        part.CopyTo(_gathered);
        return _gathered.AsMemory(0, (int)part.Length);
    }

    // A stream has no half that could be closed.
    public void EndSend() { }

    public void Dispose() => stream.Dispose();
}
