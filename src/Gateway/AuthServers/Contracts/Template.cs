using System.Text.RegularExpressions;
using Gateway.Tokens;

namespace Gateway.AuthServers.Contracts;

/// <summary>A configured value with <c>{refresh_token}</c> and <c>{access_token}</c> in it. Other braces are plain text.</summary>
internal sealed partial class Template
{
    private const string RefreshToken = "{refresh_token}";
    private const string AccessToken = "{access_token}";

    private readonly string _text;
    private readonly string[] _parts;

    public Template(string text)
    {
        _text = text;
        _parts = Placeholder().Split(text);
    }

    /// <summary>Whether the refresh token stands in it.</summary>
    public bool CarriesRefreshToken => _text.Contains(RefreshToken, StringComparison.Ordinal);

    /// <summary>Whether the access token stands in it.</summary>
    public bool CarriesAccessToken => _text.Contains(AccessToken, StringComparison.Ordinal);

    /// <summary>Placeholders that mean nothing.</summary>
    public IEnumerable<string> Unknown => _parts.Where(part => Placeholder().IsMatch(part) && part is not (RefreshToken or AccessToken));

    public string Render(TokenSet tokens) => string.Concat(_parts.Select(part => Value(part, tokens)));

    private static string Value(string part, TokenSet tokens) =>
        part switch
        {
            RefreshToken => tokens.RefreshToken.Reveal(),
            AccessToken => tokens.AccessToken.Reveal(),
            _ => part,
        };

    // In a group, so that Split keeps the placeholders between the texts.
    [GeneratedRegex(@"(?<placeholder>\{[A-Za-z0-9_]+\})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
