using System.Diagnostics.Metrics;

namespace Gateway.Observability;

/// <summary>Where the buckets of histograms end, in seconds. The default ones are made for milliseconds.</summary>
internal static class Buckets
{
    /// <summary>For calls over a network and waits for them: those that OpenTelemetry has for HTTP, so that 5 ms and 5 s can be told from their neighbours.</summary>
    public static readonly InstrumentAdvice<double> OfCalls = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] };
}
