using System.Text.Json.Serialization;

namespace Gateway.Benchmarks.Servers;

/// <summary>What the auth server answers (RFC 6749 section 5.1).</summary>
internal sealed record Grant(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("refresh_token")] string RefreshToken,
    [property: JsonPropertyName("expires_in")] double ExpiresIn
);
