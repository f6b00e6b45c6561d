using System.Security.Cryptography;
using System.Text;

namespace Demo.AuthServer.Tokens;

/// <summary>What tokens call a user. Not the address: stable over restarts, and different from the email so that nobody mixes them up.</summary>
internal static class Subject
{
    public static string Of(string email) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(email)))[..16];
}
