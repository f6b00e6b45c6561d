using Gateway.AuthServers.Calls;
using Gateway.Tokens;

namespace Gateway.AuthServers.Contracts;

/// <summary>Tells whether an answer to a refresh grants, ends the session, or says nothing about it.</summary>
internal sealed class RefreshJudge(TokenLocators locators, TokenReader reader, IEnumerable<int> endedStatus)
{
    private readonly HashSet<int> _ended = [.. endedStatus];

    public RefreshAnswer Judge(HttpAnswer http, TokenSet previous, DateTimeOffset now) =>
        http.IsSuccess ? JudgeSuccess(http, previous, now) : JudgeRefusal(http);

    private RefreshAnswer JudgeSuccess(HttpAnswer http, TokenSet previous, DateTimeOffset now)
    {
        var answer = new Answer(locators, http.Json, http.ReadCookies(now), RequestFields.None);
        return reader.Read(answer, previous, now) switch
        {
            TokenReading.Found found => new RefreshAnswer.Granted(found.Tokens),
            TokenReading.Unusable => new RefreshAnswer.Unavailable($"answered {http.Status} with a token that is no valid header value", http.RetryAfter),
            _ => new RefreshAnswer.Unavailable($"answered {http.Status} without an access token", http.RetryAfter),
        };
    }

    private RefreshAnswer JudgeRefusal(HttpAnswer http)
    {
        var error = OAuthError.Read(http.Json);
        var reason = error is null ? $"answered {http.Status}" : $"answered {http.Status} with {OAuthError.Describe(error)}";
        var ended = error is null ? _ended.Contains(http.Status) : error is OAuthError.InvalidGrant && IsFinal(http.Status);
        return ended ? new RefreshAnswer.Denied(reason) : new RefreshAnswer.Unavailable(reason, http.RetryAfter);
    }

    /// <summary>A refusal that asking again cannot change: of the 4xx all but "took too long" and "too many".</summary>
    public static bool IsFinal(int status) => status is >= 400 and < 500 and not 408 and not 429;
}
