namespace Pipelines.Sockets.Unofficial.Arenas;

public static class SequenceExtensions
{
    public static TTo[] ToArray<TFrom, TTo>(this in Sequence<TFrom> source, Projection<TFrom, TTo> projection)
    {
        ArgumentNullException.ThrowIfNull(projection);
        if (source.IsEmpty)
            return [];

        var to = new TTo[source.Length];
        source.CopyTo(to, projection);
        return to;
    }

    public static TTo[] ToArray<TFrom, TState, TTo>(
        this in Sequence<TFrom> source,
        Projection<TFrom, TState, TTo> projection,
        in TState state
    )
    {
        ArgumentNullException.ThrowIfNull(projection);
        if (source.IsEmpty)
            return [];

        var from = source.FirstSpan;
        var to = new TTo[from.Length];
        for (var i = 0; i < from.Length; i++)
            to[i] = projection(in from[i], in state);
        return to;
    }

    public static void CopyTo<TFrom, TTo>(this in Sequence<TFrom> source, Span<TTo> destination, Projection<TFrom, TTo> projection)
    {
        ArgumentNullException.ThrowIfNull(projection);
        var from = source.FirstSpan;
        if (from.Length > destination.Length)
            throw new ArgumentException("The destination is shorter than the sequence.", nameof(destination));

        for (var i = 0; i < from.Length; i++)
            destination[i] = projection(in from[i]);
    }
}
