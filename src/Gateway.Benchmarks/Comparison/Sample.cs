namespace Gateway.Benchmarks.Comparison;

/// <summary>One measurement of one target. Latencies in milliseconds, CPU in microseconds a request.</summary>
internal sealed record Sample(double Throughput, double P50, double P99, double Cpu, double AllocatedBytes);
