using System.IO.Pipelines;

namespace Pipelines.Sockets.Unofficial;

/// <summary>A stream, such as one of TLS, as a pipe.</summary>
public static class StreamConnection
{
    /// <param name="name">For diagnostics; nothing here prints it.</param>
    public static IDuplexPipe GetDuplex(Stream stream, PipeOptions? sendPipeOptions, PipeOptions? receivePipeOptions, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _ = name;
        if (!stream.CanRead || !stream.CanWrite)
            throw new InvalidOperationException("A duplex pipe needs a stream that can be read and written.");

        return new DuplexPump(new StreamTransport(stream), sendPipeOptions, receivePipeOptions);
    }

    public static PipeReader GetReader(Stream stream, PipeOptions? pipeOptions = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _ = name;
        return PipeReader.Create(stream, new StreamPipeReaderOptions(pipeOptions?.Pool));
    }
}
