namespace Gateway.Observability;

/// <summary>What one metric, with one set of attributes, was in each of the last sixty minutes.</summary>
internal sealed class MetricSeries(string name, IReadOnlyDictionary<string, string> attributes)
{
    /// <summary>How many minutes are kept, the present one included.</summary>
    public const int Minutes = 60;

    private readonly long[] _counts = new long[Minutes];
    private readonly long[][] _buckets = new long[Minutes][];
    private double[] _bounds = [];
    private double? _value;
    private long _minute;

    /// <summary>The metric's name.</summary>
    public string Name => name;

    /// <summary>Its attributes.</summary>
    public IReadOnlyDictionary<string, string> Attributes => attributes;

    /// <summary>How many there were in <paramref name="minute"/>, in addition to what is known.</summary>
    public void Add(long minute, long count)
    {
        Forget(minute);
        _counts[minute % Minutes] += count;
    }

    /// <summary>The same of durations, each bucket up to one of <paramref name="bounds"/>, the last one beyond them.</summary>
    public void Add(long minute, double[] bounds, ReadOnlySpan<long> buckets)
    {
        Forget(minute);
        _bounds = bounds;
        var sum = _buckets[minute % Minutes] ??= new long[bounds.Length + 1];
        for (var i = 0; i < sum.Length; i++)
        {
            sum[i] += buckets[i];
            _counts[minute % Minutes] += buckets[i];
        }
    }

    /// <summary>What it is at present.</summary>
    public void Set(double value) => _value = value;

    /// <summary>All of it, as it is in <paramref name="minute"/>, the oldest first.</summary>
    public MetricView Read(long minute)
    {
        Forget(minute);
        var order = Enumerable.Range(1, Minutes).Select(i => (int)((minute + i) % Minutes)).ToList();
        if (_bounds.Length is 0)
            return new(name, attributes, _value, [.. order.Select(i => _counts[i])], null, null, null);
        var all = new long[_bounds.Length + 1];
        foreach (var buckets in _buckets.Where(buckets => buckets is not null))
            for (var i = 0; i < all.Length; i++)
                all[i] += buckets[i];
        return new(
            name,
            attributes,
            _value,
            [.. order.Select(i => _counts[i])],
            [.. order.Select(i => _buckets[i] is { } buckets ? Percentile.Of(95, _bounds, buckets) : null)],
            Percentile.Of(50, _bounds, all),
            Percentile.Of(95, _bounds, all)
        );
    }

    // What the present minute's place still holds is an hour old.
    private void Forget(long minute)
    {
        for (var old = Math.Max(_minute + 1, minute - Minutes + 1); old <= minute; old++)
        {
            _counts[old % Minutes] = 0;
            Array.Clear(_buckets[old % Minutes] ?? []);
        }
        _minute = Math.Max(_minute, minute);
    }
}
