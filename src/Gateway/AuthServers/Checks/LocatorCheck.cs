using Gateway.AuthServers.Contracts;
using Gateway.Configuration;

namespace Gateway.AuthServers.Checks;

/// <summary>What can be wrong with locators.</summary>
internal static class LocatorCheck
{
    private const string Expected = "a dotted path, cookie:NAME, claim:PATH, id_token:PATH or request:FIELD is expected";

    public static IEnumerable<Fault> Check(string key, TokenLocatorOptions options) =>
        [
            .. CheckAccessTokenIsSomewhere($"{key}:AccessToken", options.AccessToken),
            .. CheckList($"{key}:AccessToken", options.AccessToken, ofToken: true),
            .. CheckList($"{key}:RefreshToken", options.RefreshToken, ofToken: true),
            .. CheckList($"{key}:IdToken", options.IdToken, ofToken: true),
            .. CheckList($"{key}:TokenType", options.TokenType),
            .. CheckList($"{key}:ExpiresIn", options.ExpiresIn),
            .. CheckList($"{key}:RefreshExpiresIn", options.RefreshExpiresIn),
            .. CheckList($"{key}:User", options.User),
            .. CheckList($"{key}:Email", options.Email),
        ];

    private static IEnumerable<Fault> CheckAccessTokenIsSomewhere(string key, string[]? texts)
    {
        if (texts is { Length: 0 })
            yield return new Fault(key, "is empty: no access token would ever be found");
    }

    private static IEnumerable<Fault> CheckList(string key, string[]? texts, bool ofToken = false)
    {
        foreach (var (index, text) in (texts ?? []).Index())
            if (!Locator.TryParse(text, out var locator))
                yield return new Fault($"{key}:{index}", $"'{text}' is no locator; {Expected}");
            else if (ofToken && locator.Source is not (LocatorSource.Body or LocatorSource.Cookie))
                yield return new Fault($"{key}:{index}", $"'{text}' cannot hold a token; a dotted path or cookie:NAME is expected");
    }
}
