namespace Pipelines.Sockets.Unofficial;

/// <summary>What ended a connection first.</summary>
public enum PipeShutdownKind
{
    None = 0,
    PipeDisposed = 1,

    ReadEndOfStream = 2,
    ReadDisposed = 3,
    ReadIOException = 4,
    ReadException = 5,
    ReadSocketError = 6,
    ReadFlushCompleted = 7,

    WriteEndOfStream = 10,
    WriteDisposed = 11,
    WriteIOException = 12,
    WriteException = 13,
    WriteSocketError = 14,

    /// <summary>From here on: what the protocol's layer declares. StackExchange.Redis passes this number when it closes.</summary>
    ProtocolExitClient = 400,
    ProtocolExitServer = 401,
}
