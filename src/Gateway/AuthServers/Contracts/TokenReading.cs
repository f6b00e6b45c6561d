using Gateway.Tokens;

namespace Gateway.AuthServers.Contracts;

/// <summary>What an answer holds: one of three.</summary>
internal abstract record TokenReading
{
    private TokenReading() { }

    public sealed record Found(TokenSet Tokens) : TokenReading;

    public sealed record Missing : TokenReading;

    /// <summary>Tokens that cannot be sent in a header.</summary>
    public sealed record Unusable : TokenReading;
}
