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
        var parts = token.Split('.');
        if (parts.Length is not 3 || !Base64Url.IsValid(parts[1]))
            return null;
        var claims = UntrustedJson.Parse(Base64Url.DecodeFromChars(parts[1]), MaxDepth);
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
