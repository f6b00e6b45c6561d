using Gateway.Tokens;

namespace Gateway.AuthServers.OpenId;

/// <summary>What came of a callback: one of three. Reasons are words for logs and carry nothing of an answer's text.</summary>
internal abstract record CodeAnswer
{
    private CodeAnswer() { }

    public sealed record Granted(TokenSet Tokens, Identity Identity) : CodeAnswer;

    /// <summary>There is no sign-in, and asking again with the same code brings none.</summary>
    public sealed record Refused(string Reason) : CodeAnswer;

    /// <summary>The auth server cannot be reached or is in trouble.</summary>
    public sealed record Unavailable(string Reason, TimeSpan? RetryAfter) : CodeAnswer;
}
