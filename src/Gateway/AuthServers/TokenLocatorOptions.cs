using Gateway.Configuration;

namespace Gateway.AuthServers;

/// <summary>
/// Where values lie in an answer; the first locator that finds one wins. A locator is a dotted path into the JSON body,
/// <c>cookie:NAME</c> (a Set-Cookie of the answer, its value kept as it was sent), <c>claim:PATH</c> (of the access token where it is a JWT),
/// <c>id_token:PATH</c> (of the id_token), or <c>request:FIELD</c> (of the sign-in request). A list that is written replaces the default.
/// </summary>
public sealed class TokenLocatorOptions
{
    /// <summary>The access token: paths and cookies. Default: <c>access_token</c>.</summary>
    public string[]? AccessToken { get; set; }

    /// <summary>The refresh token: paths and cookies. Default: <c>refresh_token</c>.</summary>
    public string[]? RefreshToken { get; set; }

    /// <summary>The OpenID Connect id_token: paths and cookies. Default: <c>id_token</c>.</summary>
    public string[]? IdToken { get; set; }

    /// <summary>The type of the access token, kept for other readers of the record. Default: <c>token_type</c>.</summary>
    public string[]? TokenType { get; set; }

    /// <summary>Seconds that the access token lives. Default: <c>expires_in</c>.</summary>
    public string[]? ExpiresIn { get; set; }

    /// <summary>Seconds that the refresh token lives. Default: <c>refresh_expires_in</c>.</summary>
    public string[]? RefreshExpiresIn { get; set; }

    /// <summary>What the auth server knows the user by. Default: <c>claim:sub</c>.</summary>
    public string[]? User { get; set; }

    /// <summary>The user's e-mail address. Default: <c>claim:email</c>, <c>request:email</c>, <c>request:username</c>.</summary>
    public string[]? Email { get; set; }

    internal IEnumerable<Fault> Check(string key) => Checks.LocatorCheck.Check(key, this);
}
