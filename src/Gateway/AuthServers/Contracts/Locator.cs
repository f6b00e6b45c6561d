using Gateway.Tokens;
using System.Diagnostics.CodeAnalysis;

namespace Gateway.AuthServers.Contracts;

/// <summary>Where in an answer a value lies; see <see cref="TokenLocatorOptions"/>.</summary>
internal sealed record Locator(LocatorSource Source, string Path)
{
    public static bool TryParse(string? text, [NotNullWhen(true)] out Locator? locator)
    {
        locator = text?.IndexOf(':', StringComparison.Ordinal) switch
        {
            null => null,
            < 0 => new Locator(LocatorSource.Body, text),
            var colon => SourceOf(text[..colon.Value]) is { } source ? new Locator(source, text[(colon.Value + 1)..]) : null,
        };
        if (locator is { HasValidPath: false })
            locator = null;
        return locator is not null;
    }

    /// <summary>For texts that have been checked.</summary>
    public static Locator Parse(string text) =>
        TryParse(text, out var locator) ? locator : throw new FormatException($"'{text}' is no locator.");

    private bool HasValidPath => Source is LocatorSource.Cookie ? HttpText.IsName(Path) : JsonPath.IsValid(Path);

    private static LocatorSource? SourceOf(string word) =>
        word switch
        {
            "cookie" => LocatorSource.Cookie,
            "claim" => LocatorSource.AccessToken,
            "id_token" => LocatorSource.IdToken,
            "request" => LocatorSource.Request,
            _ => null,
        };
}
