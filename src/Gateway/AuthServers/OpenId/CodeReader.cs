using Gateway.AuthServers.Calls;
using Gateway.AuthServers.Contracts;
using Gateway.Tokens;

namespace Gateway.AuthServers.OpenId;

/// <summary>Finds the tokens in a token endpoint's answer to a code.</summary>
internal sealed class CodeReader(TokenLocators locators, TokenReader reader)
{
    /// <summary>The tokens, an id_token among them; or what the answer says instead.</summary>
    public (TokenSet? Tokens, CodeAnswer? Otherwise) Read(HttpAnswer http, DateTimeOffset now)
    {
        if (!http.IsSuccess)
            return (null, Refusal(http));
        var answer = new Answer(locators, http.Json, http.ReadCookies(now), RequestFields.None);
        return reader.Read(answer, previous: null, now) switch
        {
            TokenReading.Found(var tokens) when !tokens.IdToken.IsEmpty => (tokens, null),
            TokenReading.Found => (null, new CodeAnswer.Refused("the token endpoint gave no id_token; is openid among the scopes?")),
            _ => (null, new CodeAnswer.Unavailable($"answered {http.Status} without a usable access token", http.RetryAfter)),
        };
    }

    private static CodeAnswer Refusal(HttpAnswer http)
    {
        var reason = OAuthError.Read(http.Json) is { } error ? $"answered {http.Status} with {OAuthError.Describe(error)}" : $"answered {http.Status}";
        return RefreshJudge.IsFinal(http.Status) ? new CodeAnswer.Refused(reason) : new CodeAnswer.Unavailable(reason, http.RetryAfter);
    }
}
