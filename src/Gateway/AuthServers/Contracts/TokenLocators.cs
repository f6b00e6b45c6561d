namespace Gateway.AuthServers.Contracts;

/// <summary>The locators of one auth server, parsed, with the defaults where nothing is written.</summary>
internal sealed class TokenLocators(TokenLocatorOptions options)
{
    public IReadOnlyList<Locator> AccessToken { get; } = Parse(options.AccessToken, "access_token");

    public IReadOnlyList<Locator> RefreshToken { get; } = Parse(options.RefreshToken, "refresh_token");

    public IReadOnlyList<Locator> IdToken { get; } = Parse(options.IdToken, "id_token");

    public IReadOnlyList<Locator> TokenType { get; } = Parse(options.TokenType, "token_type");

    public IReadOnlyList<Locator> ExpiresIn { get; } = Parse(options.ExpiresIn, "expires_in");

    public IReadOnlyList<Locator> RefreshExpiresIn { get; } = Parse(options.RefreshExpiresIn, "refresh_expires_in");

    public IReadOnlyList<Locator> User { get; } = Parse(options.User, "claim:sub");

    public IReadOnlyList<Locator> Email { get; } = Parse(options.Email, "claim:email", "request:email", "request:username");

    /// <summary>Every path that a token may lie at, whether or not it is read from there.</summary>
    public IEnumerable<string> TokenPaths => PathsOf(LocatorSource.Body);

    /// <summary>Every cookie that a token may lie in, whether or not it is read from there.</summary>
    public IEnumerable<string> TokenCookies => PathsOf(LocatorSource.Cookie);

    /// <summary>Every field of the sign-in request that tells who it is for.</summary>
    public IReadOnlyList<string> RequestFields => [.. Email.Concat(User).Where(locator => locator.Source is LocatorSource.Request).Select(locator => locator.Path)];

    private IEnumerable<string> PathsOf(LocatorSource source) =>
        AccessToken.Concat(RefreshToken).Concat(IdToken).Where(locator => locator.Source == source).Select(locator => locator.Path);

    private static Locator[] Parse(string[]? texts, params string[] defaults) => [.. (texts ?? defaults).Select(Locator.Parse)];
}
