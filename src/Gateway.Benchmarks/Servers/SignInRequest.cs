using System.Text.Json.Serialization;

namespace Gateway.Benchmarks.Servers;

/// <summary>What signs in, and how long its access token shall live; null: as long as all do.</summary>
internal sealed record SignInRequest([property: JsonPropertyName("email")] string Email, [property: JsonPropertyName("expires_in")] double? ExpiresIn);
