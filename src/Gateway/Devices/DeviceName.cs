namespace Gateway.Devices;

/// <summary>Makes "Firefox on Android" out of a User-Agent (RFC 9110 section 10.1.5). A hint for people; nothing depends on it.</summary>
internal static class DeviceName
{
    private const int MaxLength = 64;

    // The order matters: Edge and Opera call themselves Chrome too, and Chrome calls itself Safari.
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("CrOS", "ChromeOS"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];

    public static string? From(string userAgent)
    {
        var browser = Match(Browsers, userAgent);
        var system = Match(Systems, userAgent);
        return (browser, system) switch
        {
            (null, null) => Shorten(userAgent),
            (null, _) => system,
            (_, null) => browser,
            _ => $"{browser} on {system}",
        };
    }

    private static string? Match((string Mark, string Name)[] known, string userAgent) =>
        Array.Find(known, entry => userAgent.Contains(entry.Mark, StringComparison.Ordinal)).Name;

    private static string? Shorten(string userAgent) =>
        userAgent.Split([' ', '/'], 2)[0] is { Length: > 0 } product ? product[..Math.Min(product.Length, MaxLength)] : null;
}
