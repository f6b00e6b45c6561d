using System.ComponentModel.DataAnnotations;
using Gateway.Configuration;

namespace Gateway.AuthServers;

/// <summary>
/// One auth server, described and not coded: either <see cref="Authority"/> (a server with discovery), or <see cref="BaseAddress"/>
/// with <see cref="Refresh"/> (a server with endpoints of its own), or both; then what is written here wins over what is discovered.
/// </summary>
public sealed class AuthServerOptions
{
    /// <summary>
    /// Issuer of an OpenID Connect (Discovery 1.0) or OAuth 2 (RFC 8414) server; its endpoints are discovered below it, and its document has to name it.
    /// An absolute https URL; http on loopback, or with <see cref="AllowHttp"/>. Default: none.
    /// </summary>
    public Uri? Authority { get; set; }

    /// <summary>
    /// What the server calls itself: its discovery document and the <c>iss</c> of its tokens have to say so (Discovery 1.0 section 4.3, RFC 8414
    /// section 3.3), a slash at the end aside. To be written where that is not where discovery lies. An absolute http or https URL.
    /// Default: <see cref="Authority"/>.
    /// </summary>
    public string? Issuer { get; set; }

    /// <summary>Client identifier (RFC 6749 section 2.2). Default: none.</summary>
    public string? ClientId { get; set; }

    /// <summary>Client secret (RFC 6749 section 2.3.1). Default: none, a public client.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>
    /// Private key for <c>PrivateKeyJwt</c> (RFC 7523): the path of a PEM file, or the PEM text itself; RSA or an elliptic curve of NIST. Default: none.
    /// </summary>
    public string? ClientKey { get; set; }

    /// <summary>Key id (<c>kid</c>, RFC 7515 section 4.1.4) that the auth server knows <see cref="ClientKey"/> by. Default: none is sent.</summary>
    public string? ClientKeyId { get; set; }

    /// <summary>
    /// Whom the signed JWT is for (<c>aud</c>, RFC 7523 section 3). Default: the auth server's issuer; some servers want the URL of their token endpoint.
    /// </summary>
    public string? ClientKeyAudience { get; set; }

    /// <summary>
    /// How the client proves itself: ClientSecretBasic, ClientSecretPost (RFC 6749 section 2.3.1) or PrivateKeyJwt (RFC 7523).
    /// Default: <c>PrivateKeyJwt</c> where there is a <see cref="ClientKey"/>, else <c>ClientSecretBasic</c>.
    /// </summary>
    public ClientAuthentication? ClientAuthentication { get; set; }

    /// <summary>
    /// Scopes asked for at an OpenID Connect sign-in (RFC 6749 section 3.3); never sent on refresh.
    /// Default: <c>openid</c>, <c>email</c>, <c>offline_access</c>.
    /// </summary>
    public string[]? Scopes { get; set; }

    /// <summary>
    /// Where the auth server sends a person after a sign-out there (OpenID Connect RP-Initiated Logout 1.0): a URL that is registered with it.
    /// Default: none, the person stays there.
    /// </summary>
    public Uri? PostLogoutRedirectUri { get; set; }

    /// <summary>
    /// What the paths of <see cref="Refresh"/> and <see cref="SignOut"/> are appended to, its own path included.
    /// An absolute https URL; http on loopback, or with <see cref="AllowHttp"/>. Default: <see cref="Authority"/>.
    /// </summary>
    public Uri? BaseAddress { get; set; }

    /// <summary>
    /// Whether tokens may be sent to this auth server by plain http beyond loopback: on a closed network only.
    /// True or false. Default: false.
    /// </summary>
    public bool AllowHttp { get; set; }

    /// <summary>How a token is refreshed. Default: RFC 6749 section 6 at the discovered token endpoint; without discovery it has to be written.</summary>
    public RefreshCallOptions? Refresh { get; set; }

    /// <summary>How the auth server is told of a sign-out. Default: RFC 7009 at the discovered revocation endpoint; without one it is not told.</summary>
    public SignOutCallOptions? SignOut { get; set; }

    /// <summary>Where the tokens and what belongs to them lie in an answer. Default: where OAuth 2 puts them (RFC 6749 section 5.1).</summary>
    public TokenLocatorOptions Tokens { get; set; } = new();

    /// <summary>
    /// Names of further cookies of the auth server that never reach the browser; those that a token is read from never do.
    /// Default: none.
    /// </summary>
    public string[]? HideCookies { get; set; }

    /// <summary>
    /// Lifetime of an access token where neither the answer nor a JWT tells. 1 ms to 3650 days. Default: 5 minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "3650.00:00:00")]
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Lifetime of a refresh token where neither the answer nor a JWT tells; it starts anew with each new refresh token.
    /// 1 ms to 3650 days. Default: 14 days.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "3650.00:00:00")]
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(14);

    /// <summary>
    /// How many calls may be under way to this auth server at a time; more wait their turn. A call counts until its answer is there.
    /// 1 to 10000. Default: 256.
    /// </summary>
    [Range(1, 10_000)]
    public int MaxConcurrentCalls { get; set; } = 256;

    /// <summary>The code that makes the calls in the place of <see cref="Refresh"/> and <see cref="SignOut"/>; null where they are described.</summary>
    internal IAuthServerClient? Client { get; set; }

    internal IEnumerable<Fault> Check(string key) => Checks.AuthServerCheck.Check(key, this);
}
