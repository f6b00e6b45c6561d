namespace Demo.Api;

/// <summary>What the API says: whom it saw and what arrived. Names of headers only, and never the token.</summary>
internal sealed record Received
{
    public required string Message { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    public required string User { get; init; }

    public required string? Email { get; init; }

    public required string Jti { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required double SecondsLeft { get; init; }

    public required IReadOnlyList<string> Headers { get; init; }

    public required bool DeviceCookieReceived { get; init; }
}
