using Gateway.Tokens;

namespace Gateway.AuthServers.Contracts;

/// <summary>Makes a complete token set of an answer and, on a refresh, of what was there before.</summary>
internal sealed class TokenReader(TokenLocators locators, ExpiryRules rules)
{
    private const int LongestTokenType = 64;

    public TokenReading Read(Answer answer, TokenSet? previous, DateTimeOffset now)
    {
        if (answer.AccessToken is not { } access)
            return new TokenReading.Missing();
        string?[] found = [access, answer.RefreshToken, answer.IdToken];
        if (!AreUsable(found))
            return new TokenReading.Unusable();
        return new TokenReading.Found(WithRefreshToken(ReadAccess(access, answer, previous, now), answer, previous, now));
    }

    /// <summary>Whether all the tokens that there are can be sent in a header.</summary>
    public static bool AreUsable(IEnumerable<string?> tokens) => tokens.All(token => token is null || (HttpText.IsPrintable(token) && !string.IsNullOrWhiteSpace(token)));

    /// <summary>Whether a text can be a token's type.</summary>
    public static bool IsType(string? text) => text is { Length: <= LongestTokenType } && HttpText.IsPrintable(text);

    private TokenSet ReadAccess(string access, Answer answer, TokenSet? previous, DateTimeOffset now)
    {
        var expiry = rules.AccessExpiry(access, answer.FindValue(locators.ExpiresIn, HttpText.IsPrintable), now);
        var type = answer.FindValue(locators.TokenType, IsType);
        return new TokenSet
        {
            AccessToken = new Secret(access),
            AccessExpiry = expiry,
            AccessLifetime = rules.AccessLifetime(access, expiry, now),
            RefreshExpiry = expiry,
            TokenType = type ?? previous?.TokenType ?? "Bearer",
            IdToken = answer.IdToken is { } id ? new Secret(id) : previous?.IdToken ?? default,
        };
    }

    // Without any refresh token the session ends with its access token.
    private TokenSet WithRefreshToken(TokenSet tokens, Answer answer, TokenSet? previous, DateTimeOffset now)
    {
        if (answer.RefreshToken is not { } refresh)
            return previous is { RefreshToken.IsEmpty: false }
                ? tokens with { RefreshToken = previous.RefreshToken, RefreshExpiry = previous.RefreshExpiry }
                : tokens;
        var told = answer.FindValue(locators.RefreshExpiresIn, HttpText.IsPrintable);
        return tokens with { RefreshToken = new Secret(refresh), RefreshExpiry = rules.RefreshExpiry(refresh, told, previous, now) };
    }
}
