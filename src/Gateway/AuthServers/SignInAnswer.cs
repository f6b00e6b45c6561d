using Gateway.Tokens;

namespace Gateway.AuthServers;

/// <summary>What an auth server's answer on a SignIn route holds: one of three.</summary>
public abstract record SignInAnswer
{
    private SignInAnswer() { }

    /// <summary>Tokens. <paramref name="Body"/> is what may pass to the browser: the answer's body without any token.</summary>
    public sealed record Granted(TokenSet Tokens, string? User, string? Email, ReadOnlyMemory<byte> Body) : SignInAnswer;

    /// <summary>No access token: the answer passes as it is, without the cookies in <see cref="AuthServer.HiddenCookies"/>.</summary>
    public sealed record NoTokens : SignInAnswer;

    /// <summary>A success that cannot be used, or not be searched for tokens: nothing of it passes.</summary>
    public sealed record Garbage(string Reason) : SignInAnswer;
}
