using Gateway.Tokens;

namespace Gateway.AuthServers.Contracts;

/// <summary>Finds tokens and their user in a sign-in answer, and takes every token out of its body.</summary>
internal sealed class SignInReader(TokenLocators locators, TokenReader tokens)
{
    private const int LongestIdentity = 512;

    private readonly TokenFields _tokenFields = new(locators.TokenPaths);

    public SignInAnswer Read(SignInReply reply, RequestFields request, DateTimeOffset now)
    {
        if (reply.Status is < 200 or >= 300)
            return new SignInAnswer.NoTokens();
        if (reply.Body.Length > AnswerLimits.Bytes)
            return new SignInAnswer.Garbage("its body is too large");
        var body = UntrustedJson.Parse(reply.Body.Span, AnswerLimits.Depth);
        if (body is null && !reply.Body.IsEmpty && JsonMediaType.Matches(reply.ContentType))
            return new SignInAnswer.Garbage("its body says it is JSON and cannot be read");
        var cookies = reply.SetCookies.Select(header => SetCookie.TryParse(header, now)).OfType<SetCookie>().ToList();
        var answer = new Answer(locators, body, cookies, request);
        return tokens.Read(answer, previous: null, now) switch
        {
            TokenReading.Found found => new SignInAnswer.Granted(
                found.Tokens,
                answer.FindValue(locators.User, IsIdentity),
                answer.FindValue(locators.Email, IsIdentity),
                body is { } json ? _tokenFields.RemoveFrom(json) : reply.Body
            ),
            TokenReading.Unusable => new SignInAnswer.Garbage("it holds a token that is no valid header value"),
            _ => new SignInAnswer.NoTokens(),
        };
    }

    /// <summary><paramref name="text"/> where it can be a user or an e-mail address, else null.</summary>
    public static string? Identity(string? text) => text is not null && IsIdentity(text) ? text : null;

    private static bool IsIdentity(string text) => text.Length <= LongestIdentity && !text.Any(char.IsControl);
}
