using Demo.AuthServer.Tokens;

namespace Demo.AuthServer.Authorization;

/// <summary>What becomes of a presented code.</summary>
internal abstract record CodeOutcome
{
    private CodeOutcome()
    {
    }

    public sealed record Redeemed(RefreshToken RefreshToken, string? Nonce) : CodeOutcome;

    public sealed record Refused(string Reason) : CodeOutcome;
}
