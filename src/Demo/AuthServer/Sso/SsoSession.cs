namespace Demo.AuthServer.Sso;

/// <summary>A person who is signed in at the auth server itself, in one browser: all its clients can rely on it.</summary>
internal sealed record SsoSession(string Email, DateTimeOffset SignedInAt)
{
    /// <summary>What the browser holds; nobody else learns it.</summary>
    public string Cookie { get; } = OpaqueToken.New();

    /// <summary>The claim <c>sid</c>: what clients call it.</summary>
    public string Id { get; } = OpaqueToken.New()[..16];
}
