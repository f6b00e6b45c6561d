using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Gateway.Tokens;

namespace Gateway.Sessions;

/// <summary>A fingerprint by which a refresh token is recognised without being known.</summary>
internal static class RefreshTokenMark
{
    public static string Of(Secret refreshToken) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(refreshToken.Reveal())).AsSpan(0, 16));
}
