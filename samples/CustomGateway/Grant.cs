using System.Text.Json.Serialization;

namespace CustomGateway;

/// <summary>What the auth server answers to a refresh.</summary>
internal sealed record Grant(
    [property: JsonPropertyName("access_token")] string? AccessToken,
    [property: JsonPropertyName("refresh_token")] string? RefreshToken,
    [property: JsonPropertyName("expires_in")] double? ExpiresIn
)
{
    /// <summary>Says nothing of the tokens.</summary>
    public override string ToString() => nameof(Grant);
}
