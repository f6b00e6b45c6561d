using System.Text.Json.Nodes;
using Demo.AuthServer.Clients;
using Demo.AuthServer.Tokens;
using Demo.AuthServer.Traffic;

namespace Demo.AuthServer.Logout;

/// <summary>Makes logout tokens (OpenID Connect Back-Channel Logout 1.0 section 2.4).</summary>
internal sealed class LogoutTokens(RegisteredClient client, TokenSigner signer, TokenFaultSwitch faults, TimeProvider time, Func<string> issuer)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    /// <param name="email">Whom it is about; null leaves the subject out.</param>
    /// <param name="sessionId">One session of that person; null means all of them.</param>
    public string Issue(string? email, string? sessionId)
    {
        var now = time.GetUtcNow();
        var claims = new JsonObject
        {
            ["iss"] = issuer(),
            ["aud"] = client.Id,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Lifetime).ToUnixTimeSeconds(),
            ["jti"] = OpaqueToken.New(),
            ["events"] = new JsonObject { ["http://schemas.openid.net/event/backchannel-logout"] = new JsonObject() },
        };
        if (email is not null)
            claims["sub"] = Subject.Of(email);
        if (sessionId is not null)
            claims["sid"] = sessionId;

        return signer.Sign(claims, "logout+jwt", faults);
    }
}
