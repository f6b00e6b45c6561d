namespace Gateway.Observability;

/// <summary>A metric as the status page draws it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Attributes">Its attributes.</param>
/// <param name="Value">What a gauge says now; null for all else.</param>
/// <param name="Counts">How many a minute, the oldest of the last sixty first.</param>
/// <param name="P95">Of durations: the 95th percentile of each minute, in seconds; null where there were none.</param>
/// <param name="HourP50">Of durations: the median of the hour, in seconds.</param>
/// <param name="HourP95">Of durations: the 95th percentile of the hour, in seconds.</param>
internal sealed record MetricView(
    string Name,
    IReadOnlyDictionary<string, string> Attributes,
    double? Value,
    IReadOnlyList<long> Counts,
    IReadOnlyList<double?>? P95,
    double? HourP50,
    double? HourP95
);
