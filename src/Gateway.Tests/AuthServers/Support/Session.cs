using System.Buffers.Text;
using System.Text;
using Gateway.Tokens;

namespace Gateway.Tests.AuthServers.Support;

/// <summary>Tokens to start from.</summary>
internal static class Session
{
    public static TokenSet At(DateTimeOffset now, string refreshToken = "old-refresh") =>
        new()
        {
            AccessToken = new Secret("old-access"),
            AccessExpiry = now,
            AccessLifetime = TimeSpan.FromMinutes(1),
            RefreshToken = new Secret(refreshToken),
            RefreshExpiry = now.AddDays(1),
            TokenType = "old-type",
            IdToken = new Secret("old-id"),
        };

    /// <summary>A JWT with these claims; nobody here looks at its signature.</summary>
    public static string Jwt(string claims) => $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.c2ln";
}
