namespace Gateway.Observability;

/// <summary>Estimates a percentile from a histogram: within a bucket values are taken to lie evenly.</summary>
internal static class Percentile
{
    /// <summary>
    /// The value that <paramref name="percent"/> of all do not exceed; null where there are none. What lies beyond the last of <paramref name="bounds"/> counts as
    /// that one.
    /// </summary>
    public static double? Of(double percent, double[] bounds, long[] buckets)
    {
        var rank = buckets.Sum() * percent / 100;
        if (rank <= 0)
            return null;
        for (var i = 0; i < bounds.Length; i++)
        {
            if (rank <= buckets[i])
                return (i is 0 ? 0 : bounds[i - 1]) is var lower ? lower + ((bounds[i] - lower) * rank / buckets[i]) : null;
            rank -= buckets[i];
        }
        return bounds[^1];
    }
}
