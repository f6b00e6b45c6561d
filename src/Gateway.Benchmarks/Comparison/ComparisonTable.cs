using System.Globalization;

namespace Gateway.Benchmarks.Comparison;

/// <summary>Prints the series as Markdown tables: medians, and behind each its ratio to plain YARP.</summary>
internal static class ComparisonTable
{
    private static readonly (string Title, string Format, Func<Sample, double> Measure)[] Columns =
    [
        ("requests/s", "0", sample => sample.Throughput),
        ("p50, ms", "0.00", sample => sample.P50),
        ("p99, ms", "0.00", sample => sample.P99),
        ("CPU a request, µs", "0", sample => sample.Cpu),
        ("allocated a request, bytes", "0", sample => sample.AllocatedBytes),
    ];

    public static void Print(IReadOnlyList<Series> all, int rounds)
    {
        foreach (var load in all.GroupBy(series => (series.Connections, series.Sessions)))
        {
            Console.WriteLine();
            Console.WriteLine($"{load.Key.Connections} connections, {Sessions(load.Key.Sessions)}");
            Console.WriteLine();
            PrintHead(Columns.Select(column => column.Title));
            foreach (var series in load)
                PrintRow(series.Target, Columns.Select(column => Cell(series, load.First(), column.Format, column.Measure)));
            PrintStarts([.. load], rounds);
        }
        foreach (var connections in all.GroupBy(series => series.Connections).Where(group => group.Select(series => series.Sessions).Distinct().Count() > 1))
            PrintSessions(connections.Key, [.. connections]);
    }

    // What one start alone would have told.
    private static void PrintStarts(IReadOnlyList<Series> load, int rounds)
    {
        var starts = load[0].Samples.Count / rounds;
        if (starts is 1)
            return;
        Console.WriteLine();
        PrintHead(Columns.Select(column => $"{column.Title}, each start alone"));
        foreach (var series in load.Skip(1))
            PrintRow(series.Target, Columns.Select(column => string.Join(' ', Enumerable.Range(0, starts).Select(start => Ratio(series.Of(start, rounds), load[0].Of(start, rounds), column.Measure)))));
    }

    // More sessions cost the load generator and the null control more, too, so their ratios stand beside.
    private static void PrintSessions(int connections, IReadOnlyList<Series> all)
    {
        var few = all.Min(series => series.Sessions);
        Console.WriteLine();
        Console.WriteLine($"{connections} connections, each target against itself with {Sessions(few)}");
        Console.WriteLine();
        PrintHead(Columns.Select(column => column.Title));
        foreach (var series in all.Where(series => series.Sessions != few))
        {
            var alone = all.Single(other => other.Target == series.Target && other.Sessions == few);
            PrintRow($"{series.Target}, {Sessions(series.Sessions)}", Columns.Select(column => Ratio(series, alone, column.Measure)));
        }
    }

    private static string Cell(Series series, Series plain, string format, Func<Sample, double> measure)
    {
        var value = series.Median(measure).ToString(format, CultureInfo.InvariantCulture);
        return series == plain ? value : $"{value} ({Ratio(series, plain, measure)})";
    }

    private static string Ratio(Series series, Series other, Func<Sample, double> measure) => "×" + series.Ratio(other, measure).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Sessions(int count) => count is 1 ? "1 session" : count.ToString("N0", CultureInfo.InvariantCulture) + " sessions";

    private static void PrintHead(IEnumerable<string> titles)
    {
        var columns = titles.ToList();
        PrintRow("", columns);
        PrintRow("---", columns.Select(_ => "---:"));
    }

    private static void PrintRow(string first, IEnumerable<string> cells) => Console.WriteLine($"| {first} | {string.Join(" | ", cells)} |");
}
