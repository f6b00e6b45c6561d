using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CustomGateway;

/// <summary>The header <c>X-Signature: t=UNIX SECONDS,v1=HEX</c>: HMAC-SHA256 of the time, a dot and the body as it is sent.</summary>
public static class RequestSignature
{
    /// <summary>The signature of <paramref name="body"/> at this moment.</summary>
    public static string Of(string secret, DateTimeOffset now, byte[] body)
    {
        var t = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes(t + "."), .. body];
        return $"t={t},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }
}
