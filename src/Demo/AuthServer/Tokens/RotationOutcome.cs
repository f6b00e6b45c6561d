namespace Demo.AuthServer.Tokens;

/// <summary>What becomes of a presented refresh token.</summary>
internal abstract record RotationOutcome
{
    private RotationOutcome()
    {
    }

    public sealed record Rotated(RefreshToken Successor) : RotationOutcome;

    /// <summary>The token is good for nothing: unknown, used, expired or of an ended family.</summary>
    public sealed record Refused(string Reason) : RotationOutcome;

    /// <summary>The token is good and was not used up, but more was asked for than was granted.</summary>
    public sealed record ScopeExceeded : RotationOutcome;
}
