using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Tests.Support.Fakes;

/// <summary>Signs and checks HS256 JWTs with nothing but the base library, with exactly the claims it is given plus <c>exp</c>.</summary>
internal sealed class HmacJwt(TimeProvider time)
{
    private static readonly string Header = Encode("""{"alg":"HS256","typ":"JWT"}"""u8);

    private byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>From here on nothing signed before is valid.</summary>
    public void ReplaceKey() => _key = RandomNumberGenerator.GetBytes(32);

    public DateTimeOffset ExpiryAfter(TimeSpan lifetime) =>
        DateTimeOffset.FromUnixTimeSeconds((time.GetUtcNow() + lifetime).ToUnixTimeSeconds());

    public long Now() => time.GetUtcNow().ToUnixTimeSeconds();

    public string Sign(JsonObject claims, TimeSpan lifetime)
    {
        claims["exp"] = ExpiryAfter(lifetime).ToUnixTimeSeconds();
        var content = $"{Header}.{Encode(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        return $"{content}.{SignatureOf(content)}";
    }

    public JwtReading Read(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || !string.Equals(parts[2], SignatureOf($"{parts[0]}.{parts[1]}"), StringComparison.Ordinal))
            return new JwtReading.Invalid();

        // Signed by us, so it is well formed.
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!.AsObject();
        return claims["exp"]!.GetValue<long>() > Now() ? new JwtReading.Valid(claims) : new JwtReading.Expired();
    }

    private string SignatureOf(string content) => Encode(HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(content)));

    private static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);
}
