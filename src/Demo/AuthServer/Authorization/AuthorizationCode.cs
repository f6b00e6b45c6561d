using Demo.AuthServer.Sso;
using Demo.AuthServer.Tokens;

namespace Demo.AuthServer.Authorization;

/// <summary>One code, bound to the request it answers.</summary>
internal sealed class AuthorizationCode(AuthorizationRequest request, SsoSession session, DateTimeOffset expiresAt)
{
    public string Value { get; } = OpaqueToken.New();

    public AuthorizationRequest Request { get; } = request;

    public SsoSession Session { get; } = session;

    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    /// <summary>It has been presented, rightly or wrongly.</summary>
    public bool Used { get; set; }

    /// <summary>What it was exchanged for.</summary>
    public RefreshTokenFamily? Family { get; set; }
}
