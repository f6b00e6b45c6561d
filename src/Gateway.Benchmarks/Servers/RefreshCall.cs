namespace Gateway.Benchmarks.Servers;

/// <summary>When the auth server was refreshing, in ticks of the machine's stopwatch, which all its processes share.</summary>
internal sealed record RefreshCall(long Begin, long End);
