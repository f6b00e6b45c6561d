using System.Buffers;

namespace Gateway.Devices;

/// <summary>What a cookie may be called: a token (RFC 6265 section 4.1.1, RFC 9110 section 5.6.2).</summary>
internal static class CookieName
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "!#$%&'*+-.^_`|~ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    );

    private static readonly string[] Prefixes = ["__Host-", "__Secure-"];

    /// <summary>The name without a prefix by which browsers hold a cookie to more than its attributes say (RFC 6265bis section 4.1.3).</summary>
    public static string WithoutPrefix(string name) =>
        Array.Find(Prefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) is { } prefix ? name[prefix.Length..] : name;

    public static bool IsValid(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(Allowed);
}
