namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>Names where an arena's blocks come from. Here they are plain arrays, so there is none to pass but null.</summary>
public abstract class Allocator<T>
{
    private protected Allocator() { }
}
