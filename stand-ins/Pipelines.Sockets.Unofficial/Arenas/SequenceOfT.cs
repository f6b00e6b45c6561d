using System.Runtime.InteropServices;

namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>A part of an arena: a window on one array.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct Sequence<T>
{
    private readonly T[]? _array;
    private readonly int _offset;
    private readonly int _length;

    internal Sequence(T[]? array, int offset, int length)
    {
        _array = array;
        _offset = offset;
        _length = length;
    }

    public long Length => _length;

    public bool IsEmpty => _length == 0;

    public bool IsSingleSegment => true;

    public Span<T> FirstSpan => new(_array, _offset, _length);

    public ref T this[int index] => ref FirstSpan[index];

    public SpanEnumerable Spans => new(FirstSpan);

    public Sequence Untyped() => new(_array, _offset, _length);

    public Enumerator GetEnumerator() => new(FirstSpan);

    public ref struct Enumerator
    {
        private readonly Span<T> _span;
        private int _index;

        internal Enumerator(Span<T> span)
        {
            _span = span;
            _index = -1;
        }

        public readonly ref T Current => ref _span[_index];

        public bool MoveNext() => ++_index < _span.Length;

        /// <summary>Moves on to the element it returns, which must be there.</summary>
        public ref T GetNext()
        {
            if (!MoveNext())
                throw new InvalidOperationException("The sequence has no further element.");

            return ref Current;
        }
    }

    public readonly ref struct SpanEnumerable
    {
        private readonly Span<T> _span;

        internal SpanEnumerable(Span<T> span) => _span = span;

        public SpanEnumerator GetEnumerator() => new(_span);
    }

    public ref struct SpanEnumerator
    {
        private readonly Span<T> _span;
        private bool _atEnd;

        internal SpanEnumerator(Span<T> span)
        {
            _span = span;
            _atEnd = span.IsEmpty;
        }

        public readonly Span<T> Current => _span;

        public bool MoveNext()
        {
            var moved = !_atEnd;
            _atEnd = true;
            return moved;
        }
    }
}
