using System.Runtime.CompilerServices;

namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>A <see cref="Sequence{T}"/> that does not name its element, so that an element can hold a sequence of its own kind.</summary>
public readonly struct Sequence
{
    private readonly Array? _array;
    private readonly int _offset;
    private readonly int _length;

    internal Sequence(Array? array, int offset, int length)
    {
        _array = array;
        _offset = offset;
        _length = length;
    }

    public long Length => _length;

    public bool IsEmpty => _length == 0;

    public Sequence<T> Cast<T>()
    {
        if (_length == 0)
            return default;

        if (_array is not T[] array)
            throw new InvalidCastException($"A sequence of {_array!.GetType().GetElementType()} is not one of {typeof(T)}.");

        return new Sequence<T>(array, _offset, _length);
    }
}
