using System.Text.Json;
using Gateway.Tokens;

namespace Gateway.AuthServers.Contracts;

/// <summary>An answer of an auth server with all that locators point at. The tokens come first: claims are read from them.</summary>
internal sealed class Answer
{
    private readonly JsonElement? _body;
    private readonly List<SetCookie> _cookies;
    private readonly RequestFields _request;
    private readonly Lazy<JsonElement?>? _accessClaims;
    private readonly Lazy<JsonElement?>? _idClaims;

    public Answer(TokenLocators locators, JsonElement? body, List<SetCookie> cookies, RequestFields request)
    {
        (_body, _cookies, _request) = (body, cookies, request);
        AccessToken = FindText(locators.AccessToken);
        RefreshToken = FindText(locators.RefreshToken);
        IdToken = FindText(locators.IdToken);
        _accessClaims = new(() => AccessToken is null ? null : Jwt.ReadClaims(AccessToken));
        _idClaims = new(() => IdToken is null ? null : Jwt.ReadClaims(IdToken));
    }

    public string? AccessToken { get; }

    public string? RefreshToken { get; }

    public string? IdToken { get; }

    /// <summary>The first text that the locators find. Only a text can be a token.</summary>
    private string? FindText(IReadOnlyList<Locator> locators)
    {
        foreach (var locator in locators)
            if (FindText(locator) is { Length: > 0 } text)
                return text;
        return null;
    }

    /// <summary>The first text or number that the locators find and <paramref name="accept"/> likes.</summary>
    public string? FindValue(IReadOnlyList<Locator> locators, Func<string, bool> accept)
    {
        foreach (var locator in locators)
            if (FindValue(locator) is { Length: > 0 } text && accept(text))
                return text;
        return null;
    }

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
            LocatorSource.AccessToken => _accessClaims?.Value,
            LocatorSource.IdToken => _idClaims?.Value,
            _ => null,
        };
        return root is { } element ? JsonPath.Find(element, locator.Path) : null;
    }
}
