namespace Gateway.Benchmarks.Comparison;

/// <summary>All measurements of one target under one load, one a round of each start.</summary>
internal sealed record Series(string Target, int Connections, int Sessions)
{
    public List<Sample> Samples { get; private init; } = [];

    /// <summary>Those of one start.</summary>
    public Series Of(int start, int rounds) => this with { Samples = Samples.GetRange(start * rounds, rounds) };

    public double Median(Func<Sample, double> measure) => Median(Samples.Select(measure));

    /// <summary>The median of the rounds' ratios: both of a ratio were measured within the same minute.</summary>
    public double Ratio(Series other, Func<Sample, double> measure) => Median(Samples.Zip(other.Samples, (mine, theirs) => measure(mine) / measure(theirs)));

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
