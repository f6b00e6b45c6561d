using Demo.AuthServer.Sso;

namespace Demo.AuthServer.Tokens;

/// <summary>All refresh tokens that descend from one sign-in. They live and die together.</summary>
internal sealed class RefreshTokenFamily(string email, IReadOnlySet<string> scopes, SsoSession? session)
{
    public string Id { get; } = OpaqueToken.New();

    public string Email { get; } = email;

    /// <summary>What was granted at sign-in; a refresh may ask for less, never for more (RFC 6749 section 6).</summary>
    public IReadOnlySet<string> Scopes { get; } = scopes;

    /// <summary>The session of the browser in which it began; null where a password came without one.</summary>
    public SsoSession? Session { get; } = session;

    public bool Ended { get; set; }
}
