using System.Security.Cryptography;
using System.Text;

namespace Demo.AuthServer.Tokens;

/// <summary>Who may sign in.</summary>
internal sealed class UserDirectory(DemoAuthServerOptions options)
{
    private readonly Dictionary<string, string> _passwords = new(options.Users, StringComparer.OrdinalIgnoreCase);

    public bool Accepts(string email, string password) =>
        _passwords.TryGetValue(email, out var expected)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(password));
}
