using Gateway.Tokens;

namespace Gateway.AuthServers;

/// <summary>What came of asking an auth server for fresh tokens: one of three. Reasons are words for logs and carry nothing of an answer's text.</summary>
public abstract record RefreshAnswer
{
    private RefreshAnswer() { }

    /// <summary>Fresh tokens, complete: what the answer did not replace is carried over.</summary>
    public sealed record Granted(TokenSet Tokens) : RefreshAnswer;

    /// <summary>Refused for good: the session has ended.</summary>
    public sealed record Denied(string Reason) : RefreshAnswer;

    /// <summary>Anything else. It ends nothing; ask again, where <paramref name="RetryAfter"/> is given not before.</summary>
    public sealed record Unavailable(string Reason, TimeSpan? RetryAfter) : RefreshAnswer;
}
