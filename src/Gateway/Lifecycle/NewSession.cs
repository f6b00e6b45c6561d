using Gateway.Tokens;

namespace Gateway.Lifecycle;

/// <summary>What a sign-in brings: who it is, and the tokens.</summary>
/// <param name="AuthServer">Name of the auth server.</param>
/// <param name="Tokens">What it granted.</param>
/// <param name="User">The user as it names them; null where it does not tell.</param>
/// <param name="Email">The user's e-mail address; null where it is not known.</param>
/// <param name="Sid">The session at the auth server (OpenID Connect <c>sid</c>); null where it does not tell.</param>
public sealed record NewSession(string AuthServer, TokenSet Tokens, string? User, string? Email, string? Sid = null);
