namespace Gateway.Benchmarks.Load;

/// <summary>How a request went.</summary>
/// <param name="Due">When it was to be sent, a timestamp.</param>
/// <param name="Latency">From then until its answer was read.</param>
/// <param name="IsGood">Whether the answer was a 2xx.</param>
internal readonly record struct Request(long Due, TimeSpan Latency, bool IsGood)
{
    public bool IsWithin(long begin, long end) => Due >= begin && Due < end;
}
