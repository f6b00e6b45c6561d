using System.Buffers;

namespace Gateway.Tokens;

/// <summary>What may stand where in an HTTP message, so that no value breaks out of its place.</summary>
internal static class HttpText
{
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    );

    /// <summary>A method, header name or cookie name (RFC 9110 section 5.6.2).</summary>
    public static bool IsName(string? text) => !string.IsNullOrEmpty(text) && !text.AsSpan().ContainsAnyExcept(TokenCharacters);

    /// <summary>Printable ASCII: a header value, and an access or refresh token (<c>VSCHAR</c>, RFC 6749 appendix A).</summary>
    public static bool IsPrintable(string? text) => !string.IsNullOrEmpty(text) && !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
