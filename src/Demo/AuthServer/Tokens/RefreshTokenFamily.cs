namespace Demo.AuthServer.Tokens;

/// <summary>All refresh tokens that descend from one sign-in. They live and die together.</summary>
internal sealed class RefreshTokenFamily(string email, IReadOnlySet<string> scopes)
{
    public string Id { get; } = OpaqueToken.New();

    public string Email { get; } = email;

    /// <summary>What was granted at sign-in; a refresh may ask for less, never for more (RFC 6749 section 6).</summary>
    public IReadOnlySet<string> Scopes { get; } = scopes;

    public bool Ended { get; set; }
}
