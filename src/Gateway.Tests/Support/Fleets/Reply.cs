using System.Net;

namespace Gateway.Tests.Support.Fleets;

/// <summary>What came of one request to one instance.</summary>
public sealed record Reply
{
    /// <summary>Whom it was sent to.</summary>
    public required FleetInstance From { get; init; }

    /// <summary>Null where there was no answer at all.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>The <c>reason</c> of problem details, else what the destination was sent as <c>Authorization</c>.</summary>
    public string? Says { get; init; }

    public bool SetsCookie { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    public required TimeSpan Took { get; init; }

    /// <summary>Why there was no answer.</summary>
    public string? Error { get; init; }

    public bool IsOk => Status is HttpStatusCode.OK;

    public Reply ShouldBeOk()
    {
        IsOk.ShouldBeTrue($"{this}");
        return this;
    }

    public override string ToString() => $"{From.Name} {(Status is { } status ? $"{(int)status}" : Error)} {(IsOk ? "" : Says)} after {Took.TotalMilliseconds:0} ms";
}
