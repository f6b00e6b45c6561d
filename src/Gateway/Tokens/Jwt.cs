using System.Buffers.Text;
using System.Text.Json;

namespace Gateway.Tokens;

/// <summary>Reads the claims of a JWT (RFC 7519) without validating it: the token came from the auth server itself.</summary>
public static class Jwt
{
    private const int MaxDepth = 16;

    /// <summary>The payload of <paramref name="token"/>, or null where the token is opaque.</summary>
    public static JsonElement? ReadClaims(string token)
    {
        if (token.AsSpan().Count('.') is not 2)
            return null;
        var payload = token.AsSpan()[(token.IndexOf('.', StringComparison.Ordinal) + 1)..token.LastIndexOf('.')];
        if (!Base64Url.IsValid(payload))
            return null;
        var claims = UntrustedJson.Parse(Base64Url.DecodeFromChars(payload), MaxDepth);
        return claims is { ValueKind: JsonValueKind.Object } ? claims : null; // two dots by chance: an opaque token
    }

    /// <summary>A NumericDate claim (RFC 7519 section 2), or null where it is absent, odd or out of range.</summary>
    public static DateTimeOffset? ReadDate(this JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.Number
        && value.TryGetDouble(out var seconds)
        && seconds is > 0 and < 253402300800 // the year 10000
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;
}
