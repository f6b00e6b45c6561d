namespace Gateway.AuthServers.Calls;

/// <summary>What came of a call: one of three.</summary>
internal abstract record CallOutcome
{
    private CallOutcome() { }

    public sealed record Answered(HttpAnswer Answer) : CallOutcome;

    /// <summary>The server offers no such endpoint.</summary>
    public sealed record NotOffered : CallOutcome;

    public sealed record Failed(string Reason, TimeSpan? RetryAfter) : CallOutcome;
}
