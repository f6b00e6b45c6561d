using Microsoft.IdentityModel.JsonWebTokens;

namespace Gateway.AuthServers.OpenId;

/// <summary>What a token of the auth server's turned out to be: one of three.</summary>
internal abstract record SignedToken
{
    private SignedToken() { }

    /// <summary>Signed by the auth server, meant for us, and of this time.</summary>
    public sealed record Valid(JsonWebToken Token) : SignedToken;

    public sealed record Invalid(string Reason) : SignedToken;

    /// <summary>The keys to check it with could not be had.</summary>
    public sealed record Unavailable(string Reason) : SignedToken;
}
