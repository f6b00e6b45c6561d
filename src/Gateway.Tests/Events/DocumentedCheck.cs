using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Gateway.Tests.Events;

/// <summary>What docs/events.md tells a receiver to write, word for word.</summary>
#pragma warning disable MA0009, MA0011 // a bounded pattern of digits
internal static class DocumentedCheck
{
    public static bool IsFromGateway(string secret, string header, byte[] body)
    {
        if (Regex.Match(header, "^t=([0-9]{1,11}),v1=([0-9a-f]{64})$") is not { Success: true } found)
            return false;
        var (t, v1) = (found.Groups[1].Value, Convert.FromHexString(found.Groups[2].Value));
        if ((DateTimeOffset.UtcNow - DateTimeOffset.FromUnixTimeSeconds(long.Parse(t))).Duration() > TimeSpan.FromMinutes(5))
            return false;
        byte[] signed = [.. Encoding.UTF8.GetBytes(t + "."), .. body];
        return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed), v1);
    }
}
