using Gateway.AuthServers;

namespace Gateway.Proxy;

/// <summary>What a SignIn route's request and its answer share: the auth server as it was configured when the request came, and what the request said; null where it is a
/// preflight of CORS, of which no session can come.</summary>
internal sealed record SignInExchange(AuthServer AuthServer, RequestFields? Fields)
{
    private static readonly object Key = new();

    /// <summary>The one of <paramref name="context"/>, which its request transform has begun.</summary>
    public static SignInExchange Of(HttpContext context) => (SignInExchange)context.Items[Key]!;

    /// <summary>Begins it.</summary>
    public void Begin(HttpContext context) => context.Items[Key] = this;
}
