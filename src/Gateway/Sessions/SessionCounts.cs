namespace Gateway.Sessions;

/// <summary>How many sessions there are.</summary>
/// <param name="Sessions">In all.</param>
/// <param name="ByAuthServer">For each auth server that granted any.</param>
/// <param name="CountedAt">When that was so.</param>
internal sealed record SessionCounts(long Sessions, IReadOnlyDictionary<string, long> ByAuthServer, DateTimeOffset CountedAt);
