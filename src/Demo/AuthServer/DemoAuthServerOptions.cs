using Microsoft.IdentityModel.Tokens;

namespace Demo.AuthServer;

/// <summary>How the demo's auth server behaves. The defaults are the demo's own.</summary>
public sealed record DemoAuthServerOptions
{
    public const string DemoEmail = "demo@example.com";
    public const string DemoPassword = "demo";

    /// <summary>Password by email.</summary>
    public IReadOnlyDictionary<string, string> Users { get; init; } =
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { [DemoEmail] = DemoPassword };

    public string ClientId { get; init; } = "demo-gateway";

    /// <summary>Null makes the client a public one, which names itself and proves nothing.</summary>
    public string? ClientSecret { get; init; } = "demo-secret";

    /// <summary>Where it is set the client proves itself by <c>private_key_jwt</c>, and a secret does not count.</summary>
    public SecurityKey? ClientPublicKey { get; init; }

    /// <summary>There is an endpoint for pushed authorization requests (RFC 9126).</summary>
    public bool PushedRequests { get; init; }

    /// <summary>Only pushed authorization requests are taken.</summary>
    public bool RequirePushedRequests { get; init; }

    /// <summary>What access tokens and discovery name as issuer; null: the address of the server.</summary>
    public string? Issuer { get; init; }

    /// <summary>Whom access tokens are for.</summary>
    public string Audience { get; init; } = "demo-api";

    /// <summary>Short, so that a person sees refreshes.</summary>
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Of each refresh token, so a family slides as long as it is used.</summary>
    public TimeSpan RefreshTokenLifetime { get; init; } = TimeSpan.FromDays(14);

    /// <summary>For how long a used refresh token is still good for another one; 0 to 30 s are usual.</summary>
    public TimeSpan ReuseGrace { get; init; } = TimeSpan.Zero;

    /// <summary>Access tokens are random texts that only this server understands, instead of JWTs.</summary>
    public bool OpaqueAccessTokens { get; init; }

    /// <summary>Answers carry <c>expires_in</c>.</summary>
    public bool SendExpiresIn { get; init; } = true;

    /// <summary>Answers carry <c>refresh_expires_in</c>, which is no standard but occurs.</summary>
    public bool SendRefreshExpiresIn { get; init; }
}
