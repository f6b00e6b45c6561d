using System.Globalization;

namespace Gateway.Benchmarks.Load;

/// <summary>What wrk has seen, latencies in microseconds.</summary>
internal sealed record WrkResult(long Requests, double Seconds, double P50, double P99, long Failures)
{
    /// <summary>Reads the line that the script ends with.</summary>
    public static WrkResult Parse(string line)
    {
        var numbers = line.Split(' ').Skip(1).Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return new((long)numbers[0], numbers[1] / 1e6, numbers[2], numbers[3], (long)numbers[4]);
    }
}
