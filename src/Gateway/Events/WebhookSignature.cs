using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Events;

/// <summary>By what a receiver knows that an event is ours and not one of long ago: the time of sending, and an HMAC over it and the body.</summary>
internal sealed class WebhookSignature(string secret)
{
    /// <summary>The header that it is sent in.</summary>
    public const string Header = "X-Gateway-Signature";

    private readonly byte[] _key = Encoding.UTF8.GetBytes(secret);

    /// <summary><c>t=unix seconds,v1=hex HMAC-SHA256 of "t.body"</c>.</summary>
    public string Of(ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var t = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{t}."), .. body];
        return $"t={t},v1={Convert.ToHexStringLower(HMACSHA256.HashData(_key, signed))}";
    }
}
