using System.Runtime.CompilerServices;

namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>
/// Hands out slices of one array until it is full, then of the next; <see cref="Reset"/> takes all of them back at once.
/// A slice lives in one array always, so a sequence has one segment at most. Not thread-safe, as the original.
/// </summary>
public sealed class Arena<T> : IDisposable
{
    private const int SmallestBlockBytes = 16 * 1024;

    // A block beyond this is given back to the garbage collector at the next reset, so that one huge reply is not kept for good.
    private const int LargestKeptBytes = 1024 * 1024;

    private readonly int _smallest;
    private readonly int _largestKept = ElementsIn(LargestKeptBytes);
    private T[] _block = [];
    private int _used;
    private bool _disposed;

    public Arena(ArenaOptions? options = null, Allocator<T>? allocator = null)
    {
        _ = allocator;
        _smallest = ElementsIn(Math.Max(options?.BlockSizeBytes ?? 0, SmallestBlockBytes));
    }

    public Sequence<T> Allocate(int length)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length == 0)
            return default;

        if (length > _block.Length - _used)
            StartBlock(length);

        var sequence = new Sequence<T>(_block, _used, length);
        _used += length;
        return sequence;
    }

    // The block before stays alive as long as a sequence points into it, no longer.
    private void StartBlock(int length)
    {
        var next = Math.Clamp(_block.Length * 2, _smallest, Math.Max(_smallest, _largestKept));
        _block = new T[Math.Max(next, length)];
        _used = 0;
    }

    public void Reset()
    {
        if (_block.Length > _largestKept)
            _block = [];
        else
            // What is handed out next starts clean, and nothing read before is kept alive.
            Array.Clear(_block, 0, _used);

        _used = 0;
    }

    public void Dispose()
    {
        _disposed = true;
        _block = [];
        _used = 0;
    }

    private static int ElementsIn(int bytes) => Math.Max(1, bytes / Unsafe.SizeOf<T>());
}
