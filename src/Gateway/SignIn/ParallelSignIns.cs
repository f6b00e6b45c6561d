using System.Buffers.Text;
using Gateway.Devices;
using Gateway.Lifecycle;
using Gateway.Redis;
using Gateway.Sessions;
using StackExchange.Redis;

namespace Gateway.SignIn;

/// <summary>
/// Sign-ins that one browser began before any of them had ended, such as restored tabs that all find no session: each would leave one that no cookie names
/// any more. A short-lived cookie tells that they belong together; the session of the one that ended last stays.
/// </summary>
internal sealed partial class ParallelSignIns(
    RedisConnection redis,
    SessionDirectory directory,
    SessionLifecycle lifecycle,
    DeviceCookie cookie,
    SignInPaths paths,
    ILogger<ParallelSignIns> log
)
{
    private string Name => CookieName.WithoutPrefix(cookie.Name) + "_sign_in";

    /// <summary>A sign-in begins.</summary>
    public void Begin(HttpContext context) =>
        context.Response.Cookies.Append(
            Name,
            MarkOf(context) ?? SignInStates.NewKey(),
            new CookieOptions
            {
                HttpOnly = true,
                IsEssential = true,
                MaxAge = SignInStates.Lifetime,
                Path = paths.BasePath + "/",
                SameSite = SameSiteMode.Lax, // the callback is a navigation that comes from the auth server
                Secure = context.Request.IsHttps,
            }
        );

    /// <summary>
    /// A sign-in has opened a session, which takes the place of the one that was opened before. Whether the browser is to get its cookie: not where another has
    /// taken its place meanwhile, for that one's cookie may be there already.
    /// </summary>
    public async Task<bool> EndAsync(HttpContext context, Session opened)
    {
        if (MarkOf(context) is not { } mark)
            return true;
        var (key, own) = ($"{redis.KeyPrefix}signed-in:{mark}", SessionKeys.Handle(opened.Key));
        var before = await AskAsync(database => database.StringSetAndGetAsync(key, own, SignInStates.Lifetime));
        if (before is { IsNull: false } && await directory.OfHandleAsync(before.ToString()!) is [var earlier])
            await lifecycle.ReplaceAsync(earlier);
        return await AskAsync(database => database.StringGetAsync(key, RedisConnection.AtPrimary)) is not { IsNull: false } last || last == own;
    }

    private string? MarkOf(HttpContext context) =>
        context.Request.Cookies[Name] is { Length: SignInStates.KeyLength } mark && Base64Url.IsValid(mark) ? mark : null;

    // Without an answer the sessions lie side by side, as those of two browsers do.
    private async Task<RedisValue> AskAsync(Func<IDatabase, Task<RedisValue>> ask)
    {
        try
        {
            return await ask(redis.Database);
        }
        catch (Exception error) when (RedisFailure.Is(error))
        {
            LogUnavailable(error.GetType().Name);
            return RedisValue.Null;
        }
    }

    [LoggerMessage(1040, LogLevel.Warning, "Whether a browser has signed in elsewhere at the same time is not known: {Error}")]
    private partial void LogUnavailable(string error);
}
