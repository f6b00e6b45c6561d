namespace Demo.AuthServer.Tokens;

/// <summary>One refresh token of a family.</summary>
internal sealed class RefreshToken(RefreshTokenFamily family, DateTimeOffset expiresAt)
{
    public string Value { get; } = OpaqueToken.New();

    public RefreshTokenFamily Family { get; } = family;

    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    /// <summary>When it was first exchanged for its successor.</summary>
    public DateTimeOffset? UsedAt { get; set; }
}
