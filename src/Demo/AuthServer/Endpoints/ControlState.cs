using System.Text.Json;
using System.Text.Json.Serialization;
using Demo.AuthServer.Traffic;

namespace Demo.AuthServer.Endpoints;

/// <summary>The JSON of <c>/control</c>. What a change leaves out returns to its default.</summary>
internal sealed record ControlState
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    public FaultMode Mode { get; init; }

    public int LatencyMs { get; init; }

    public int? Times { get; init; }

    public bool OnlyRefreshes { get; init; }

    public int? RetryAfterSeconds { get; init; }

    /// <summary>Told, and ignored in a change, so that an answer can be sent back edited.</summary>
    public IReadOnlyDictionary<string, int>? Counters { get; init; }

    public static ControlState Of(Fault fault, AuthServerCounters counters) => new()
    {
        Mode = fault.Mode,
        LatencyMs = (int)fault.Latency.TotalMilliseconds,
        Times = fault.Times,
        OnlyRefreshes = fault.OnlyRefreshes,
        RetryAfterSeconds = (int?)fault.RetryAfter?.TotalSeconds,
        Counters = new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["sign_ins"] = counters.SignIns.Value,
            ["sign_ins_refused"] = counters.SignInsRefused.Value,
            ["refresh_calls"] = counters.RefreshCalls.Value,
            ["refreshes_granted"] = counters.RefreshesGranted.Value,
            ["refreshes_refused"] = counters.RefreshesRefused.Value,
            ["reuses_detected"] = counters.ReusesDetected.Value,
            ["families_ended"] = counters.FamiliesEnded.Value,
            ["revocations"] = counters.Revocations.Value,
            ["pushed_requests"] = counters.PushedRequests.Value,
            ["logouts_sent"] = counters.LogoutsSent.Value,
            ["sign_outs"] = counters.SignOuts.Value,
        },
    };

    public Fault ToFault() => new()
    {
        Mode = Mode,
        Latency = TimeSpan.FromMilliseconds(Math.Max(0, LatencyMs)),
        Times = Times,
        OnlyRefreshes = OnlyRefreshes,
        RetryAfter = RetryAfterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
    };
}
