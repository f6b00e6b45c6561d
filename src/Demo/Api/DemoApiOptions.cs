namespace Demo.Api;

/// <summary>Whom the sample API trusts.</summary>
public sealed record DemoApiOptions
{
    /// <summary>The auth server: its discovery document names the issuer and the keys.</summary>
    public required Uri Authority { get; init; }

    /// <summary>Tokens for anybody else are refused.</summary>
    public string Audience { get; init; } = "demo-api";

    /// <summary>The gateway's cookie, which must never arrive here.</summary>
    public string DeviceCookieName { get; init; } = "device_id";

    /// <summary>The key by which the gateway signs its events; null where it sends none.</summary>
    public string? WebhookSecret { get; init; }
}
