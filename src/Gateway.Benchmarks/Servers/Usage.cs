using System.Globalization;

namespace Gateway.Benchmarks.Servers;

/// <summary>What a process has used of the machine since it began.</summary>
internal readonly record struct Usage(double CpuMilliseconds, long AllocatedBytes)
{
    public static Usage OfThisProcess() => new(Environment.CpuUsage.TotalTime.TotalMilliseconds, GC.GetTotalAllocatedBytes(precise: true));

    public static Usage Parse(string line)
    {
        var parts = line.Split(' ');
        return new(double.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{CpuMilliseconds} {AllocatedBytes}");

    public static Usage operator -(Usage later, Usage earlier) => new(later.CpuMilliseconds - earlier.CpuMilliseconds, later.AllocatedBytes - earlier.AllocatedBytes);
}
