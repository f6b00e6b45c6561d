namespace Gateway.AuthServers.Calls;

/// <summary>What came of a call: one of three.</summary>
internal abstract record CallOutcome
{
    private CallOutcome() { }

    /// <param name="Answer">What it says.</param>
    /// <param name="AfterLostAnswer">Whether an answer to the same call was lost before: the server may have done already what it refuses now.</param>
    public sealed record Answered(HttpAnswer Answer, bool AfterLostAnswer) : CallOutcome;

    /// <summary>The server offers no such endpoint.</summary>
    public sealed record NotOffered : CallOutcome;

    public sealed record Failed(string Reason, TimeSpan? RetryAfter) : CallOutcome;
}
