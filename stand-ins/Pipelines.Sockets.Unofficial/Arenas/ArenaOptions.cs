namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>Wishes about where memory comes from. They change costs, never behaviour; plain arrays take them all alike.</summary>
[Flags]
public enum ArenaFlags
{
    None = 0,
}

/// <param name="flags">Wishes about memory; plain arrays take them all alike.</param>
/// <param name="blockSizeBytes">The size of a block; 0: the arena's own choice.</param>
/// <param name="retentionPolicy">How much memory to keep at a reset; the arena here decides by itself.</param>
public sealed class ArenaOptions(ArenaFlags flags = ArenaFlags.None, int blockSizeBytes = 0, Func<long, long, long>? retentionPolicy = null)
{
    public ArenaFlags Flags { get; } = flags;
    public int BlockSizeBytes { get; } = blockSizeBytes;
    public Func<long, long, long>? RetentionPolicy { get; } = retentionPolicy;
}
