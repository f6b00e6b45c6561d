using System.Globalization;

namespace Gateway.AuthServers;

/// <summary>A <c>Set-Cookie</c> header (RFC 6265 section 4.1), its value byte for byte as it was sent.</summary>
internal sealed record SetCookie(string Name, string Value)
{
    /// <summary>The cookie that <paramref name="header"/> sets, or null where it is none, or takes one away.</summary>
    public static SetCookie? TryParse(string header, DateTimeOffset now)
    {
        var parts = header.Split(';', StringSplitOptions.TrimEntries);
        var (name, value) = Cut(parts[0]);
        return name.Length is 0 || value is not { Length: > 0 } || IsRemoval(parts[1..], now) ? null : new SetCookie(name, value);
    }

    /// <summary>The name of the cookie that <paramref name="header"/> sets or takes away.</summary>
    public static string NameOf(string header) => Cut(header.Split(';', 2)[0]).Name;

    /// <summary>The name alone: the value may be a token.</summary>
    public override string ToString() => Name;

    // Max-Age goes before Expires, wherever it stands (RFC 6265 section 5.3).
    private static bool IsRemoval(IEnumerable<string> attributes, DateTimeOffset now)
    {
        var byName = attributes.Select(Cut).ToLookup(pair => pair.Name, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
        if (byName["Max-Age"].LastOrDefault() is { } age)
            return age.StartsWith('-') || age.All(digit => digit is '0');
        return byName["Expires"].LastOrDefault() is { } text
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var expires)
            && expires <= now;
    }

    private static (string Name, string? Value) Cut(string pair)
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (pair.Trim(), null) : (pair[..equals].Trim(), pair[(equals + 1)..].Trim());
    }
}
