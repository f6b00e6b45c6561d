namespace Pipelines.Sockets.Unofficial;

/// <summary>Wishes about how the loops run. They change costs, never behaviour; this connection runs them one way.</summary>
[Flags]
public enum SocketConnectionOptions
{
    None = 0,
    ZeroLengthReads = 1,
    InlineReads = 2,
    InlineWrites = 4,
    InlineConnect = 8,
}
