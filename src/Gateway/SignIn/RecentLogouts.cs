using Gateway.AuthServers.OpenId;
using Gateway.Redis;
using Gateway.Sessions;
using Gateway.Tokens;
using StackExchange.Redis;

namespace Gateway.SignIn;

/// <summary>
/// What the auth servers have ended lately. A sign-in that was under way meanwhile had no session yet that could be ended: it looks here once it has.
/// A session that names no <c>sid</c> counts as part of whatever session of its user was ended.
/// </summary>
internal sealed partial class RecentLogouts(RedisConnection redis, TimeProvider time, ILogger<RecentLogouts> log)
{
    /// <summary>Remembers a logout, of which <paramref name="text"/> is the token, for as long as a sign-in may take. Whether it could.</summary>
    public async Task<bool> RememberAsync(string authServer, LogoutToken.Valid token, string text)
    {
        var issued = (IssuedAt(text) ?? time.GetUtcNow()).ToUnixTimeSeconds();
        return await AskAsync(database =>
                Task.WhenAll(Ended(authServer, token).Select(key => database.StringSetAsync(key, issued, SignInStates.Lifetime)))
            )
            is not null;
    }

    /// <summary>Whether a logout since its id_token was issued means <paramref name="session"/>; null where the store does not answer.</summary>
    public async Task<bool?> HasEndedAsync(Session session)
    {
        var logouts = await AskAsync(database => Task.WhenAll(Meant(session).Select(key => database.StringGetAsync(key, RedisConnection.AtPrimary))));
        var issued = (IssuedAt(session.Tokens.IdToken.Reveal()) ?? session.CreatedAt).ToUnixTimeSeconds();
        return logouts?.Any(logout => logout.HasValue && (long)logout >= issued);
    }

    private IEnumerable<string> Ended(string authServer, LogoutToken.Valid token)
    {
        if (token.Sid is { } sid)
            yield return Key(authServer, "sid", sid);
        if (token.Subject is { } user)
            yield return Key(authServer, token.Sid is null ? "user" : "user-without-sid", user);
    }

    private IEnumerable<string> Meant(Session session)
    {
        if (session.User is { } user)
        {
            yield return Key(session.AuthServer, "user", user);
            if (session.Sid is null)
                yield return Key(session.AuthServer, "user-without-sid", user);
        }
        if (session.Sid is { } sid)
            yield return Key(session.AuthServer, "sid", sid);
    }

    private string Key(string authServer, string kind, string value) => $"{redis.KeyPrefix}logout:{authServer}:{kind}:{value}";

    private static DateTimeOffset? IssuedAt(string token) => Jwt.ReadClaims(token)?.ReadDate("iat");

    private async Task<T[]?> AskAsync<T>(Func<IDatabase, Task<T[]>> ask)
    {
        try
        {
            return await ask(redis.Database);
        }
        catch (Exception error) when (RedisFailure.Is(error))
        {
            LogUnavailable(error.GetType().Name);
            return null;
        }
    }

    [LoggerMessage(1050, LogLevel.Warning, "The store did not answer of recent logouts: {Error}")]
    private partial void LogUnavailable(string error);
}
