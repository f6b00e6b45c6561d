namespace Gateway.Benchmarks;

/// <summary>What the person at the keyboard has to know or to mend; the message says it all.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
