using Gateway.AuthServers.Calls;
using Gateway.AuthServers.Contracts;
using Gateway.Tokens;

namespace Gateway.AuthServers.OpenId;

/// <summary>Finds the tokens in a token endpoint's answer to a code. They lie where RFC 6749 section 5.1 puts them, whatever the server's own endpoints do.</summary>
internal sealed class CodeReader(ExpiryRules expiry)
{
    private static readonly TokenLocators Locators = new(new TokenLocatorOptions());
    private readonly TokenReader _reader = new(Locators, expiry);

    /// <summary>The tokens, an id_token among them; or what the answer says instead.</summary>
    public (TokenSet? Tokens, CodeAnswer? Otherwise) Read(HttpAnswer http, DateTimeOffset now)
    {
        if (!http.IsSuccess)
            return (null, Refusal(http));
        var answer = new Answer(Locators, http.Json, http.ReadCookies(now), RequestFields.None);
        return _reader.Read(answer, previous: null, now) switch
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
