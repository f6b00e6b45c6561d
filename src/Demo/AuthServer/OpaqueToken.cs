using System.Buffers.Text;
using System.Security.Cryptography;

namespace Demo.AuthServer;

/// <summary>Makes tokens that mean nothing to anybody else.</summary>
internal static class OpaqueToken
{
    private const int Bytes = 32;

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));
}
