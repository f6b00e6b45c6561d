using System.Text.Json;
using Gateway.Tokens;

namespace Gateway.AuthServers.Contracts;

/// <summary>An answer of an auth server with all that locators point at. The tokens come first: claims are read from them.</summary>
internal sealed class Answer
{
    private readonly JsonElement? _body;
    private readonly List<SetCookie> _cookies;
    private readonly RequestFields _request;
    private readonly JsonElement? _accessClaims;
    private readonly JsonElement? _idClaims;

    public Answer(TokenLocators locators, JsonElement? body, List<SetCookie> cookies, RequestFields request)
    {
        (_body, _cookies, _request) = (body, cookies, request);
        AccessToken = FindText(locators.AccessToken);
        RefreshToken = FindText(locators.RefreshToken);
        IdToken = FindText(locators.IdToken);
        _accessClaims = AccessToken is null ? null : Jwt.ReadClaims(AccessToken);
        _idClaims = IdToken is null ? null : Jwt.ReadClaims(IdToken);
    }

    public string? AccessToken { get; }

    public string? RefreshToken { get; }

    public string? IdToken { get; }

    /// <summary>The first text that the locators find. Only a text can be a token.</summary>
    private string? FindText(IEnumerable<Locator> locators) => locators.Select(FindText).FirstOrDefault(text => text is { Length: > 0 });

    /// <summary>The first text or number that the locators find and <paramref name="accept"/> likes.</summary>
    public string? FindValue(IEnumerable<Locator> locators, Func<string, bool> accept) =>
        locators.Select(FindValue).FirstOrDefault(text => text is { Length: > 0 } && accept(text));

    private string? FindText(Locator locator) =>
        Element(locator) is { ValueKind: not JsonValueKind.String } ? null : FindValue(locator);

    private string? FindValue(Locator locator) =>
        locator.Source switch
        {
            LocatorSource.Cookie => _cookies.FindLast(cookie => cookie.Name == locator.Path)?.Value,
            LocatorSource.Request => _request.Find(locator.Path),
            _ => Element(locator) is { } element ? JsonScalar.Read(element) : null,
        };

    private JsonElement? Element(Locator locator)
    {
        var root = locator.Source switch
        {
            LocatorSource.Body => _body,
            LocatorSource.AccessToken => _accessClaims,
            LocatorSource.IdToken => _idClaims,
            _ => null,
        };
        return root is { } element ? JsonPath.Find(element, locator.Path) : null;
    }
}
