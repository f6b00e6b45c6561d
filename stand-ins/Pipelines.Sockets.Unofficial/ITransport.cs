using System.Buffers;

namespace Pipelines.Sockets.Unofficial;

/// <summary>What carries the bytes. Disposing it ends a send and a receive under way.</summary>
internal interface ITransport : IDisposable
{
    /// <summary>The bytes received; 0 when the other side will send no more.</summary>
    ValueTask<int> ReceiveAsync(Memory<byte> buffer);

    /// <summary>Sends at least the first byte, and says how many it sent.</summary>
    ValueTask<int> SendAsync(ReadOnlySequence<byte> bytes);

    /// <summary>Nothing more will be sent.</summary>
    void EndSend();
}
