using System.Globalization;

namespace Gateway.Benchmarks.Load;

/// <summary>Percentiles of what was measured, in milliseconds.</summary>
internal sealed record Latencies(int Count, int Failures, double P50, double P99, double Max)
{
    public static Latencies Of(IEnumerable<Request> requests)
    {
        var all = requests.ToList();
        var sorted = all.Select(request => request.Latency.TotalMilliseconds).Order().ToList();
        return new(all.Count, all.Count(request => !request.IsGood), At(0.5), At(0.99), At(1));

        double At(double quantile) => sorted.Count is 0 ? double.NaN : sorted[Math.Max(0, (int)Math.Ceiling(quantile * sorted.Count) - 1)];
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count} | {Failures} | {P50:0.00} | {P99:0.00} | {Max:0.00}");
}
