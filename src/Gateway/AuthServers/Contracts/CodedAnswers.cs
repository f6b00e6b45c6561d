using Gateway.AuthServers.Calls;
using Gateway.Tokens;

namespace Gateway.AuthServers.Contracts;

/// <summary>Holds the answers of code to the rules of all answers: tokens that can be sent, lives of a sensible length, identities that can be shown.</summary>
internal sealed class CodedAnswers(ExpiryRules rules, TimeProvider time)
{
    public RefreshAnswer Judge(RefreshAnswer? answer, TokenSet previous) =>
        answer switch
        {
            RefreshAnswer.Granted { Tokens: { AccessToken.IsEmpty: false } tokens } => TokenReader.AreUsable(Texts(tokens))
                ? new RefreshAnswer.Granted(Complete(tokens, previous))
                : new RefreshAnswer.Unavailable("granted a token that is no valid header value", null),
            RefreshAnswer.Granted => new RefreshAnswer.Unavailable("granted no access token", null),
            RefreshAnswer.Unavailable(var reason, var wait) => new RefreshAnswer.Unavailable(reason, RetryAfter.Bound(wait)),
            null => new RefreshAnswer.Unavailable("gave no answer", null),
            _ => answer,
        };

    public SignInAnswer Judge(SignInAnswer answer) =>
        answer switch
        {
            SignInAnswer.Granted { Tokens: { AccessToken.IsEmpty: false } tokens } granted => TokenReader.AreUsable(Texts(tokens))
                ? granted with { Tokens = Complete(tokens, previous: null), User = SignInReader.Identity(granted.User), Email = SignInReader.Identity(granted.Email) }
                : new SignInAnswer.Garbage("it holds a token that is no valid header value"),
            SignInAnswer.Granted => new SignInAnswer.Garbage("it holds no access token"),
            _ => answer,
        };

    private static string?[] Texts(TokenSet tokens) => [Text(tokens.AccessToken), Text(tokens.RefreshToken), Text(tokens.IdToken)];

    private static string? Text(Secret token) => token.IsEmpty ? null : token.Reveal();

    private TokenSet Complete(TokenSet granted, TokenSet? previous)
    {
        var now = time.GetUtcNow();
        var access = granted.AccessToken.Reveal();
        var expiry = Told(granted.AccessExpiry, now) ?? rules.AccessExpiry(access, expiresIn: null, now);
        var refresh = granted.RefreshToken.IsEmpty && previous is not null ? previous.RefreshToken : granted.RefreshToken;
        return granted with
        {
            AccessExpiry = expiry,
            AccessLifetime = granted.AccessLifetime > TimeSpan.Zero ? granted.AccessLifetime : rules.AccessLifetime(access, expiry, now),
            RefreshToken = refresh,
            RefreshExpiry = refresh.IsEmpty ? expiry : Told(granted.RefreshExpiry, now) ?? rules.RefreshExpiry(refresh.Reveal(), expiresIn: null, previous, now),
            TokenType = TokenReader.IsType(granted.TokenType) ? granted.TokenType : previous?.TokenType ?? "Bearer",
            IdToken = granted.IdToken.IsEmpty && previous is not null ? previous.IdToken : granted.IdToken,
        };
    }

    private static DateTimeOffset? Told(DateTimeOffset end, DateTimeOffset now) =>
        end <= now ? null
        : end - now > ExpiryRules.Longest ? now + ExpiryRules.Longest
        : end;
}
