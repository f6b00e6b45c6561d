using System.Buffers;

namespace Gateway.Devices;

/// <summary>What a cookie may be called: a token (RFC 6265 section 4.1.1, RFC 9110 section 5.6.2).</summary>
internal static class CookieName
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "!#$%&'*+-.^_`|~ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    );

    public static bool IsValid(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(Allowed);
}
