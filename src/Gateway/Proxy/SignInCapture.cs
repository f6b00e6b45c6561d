using Gateway.Answers;
using Gateway.AuthServers;
using Gateway.Devices;
using Gateway.Lifecycle;
using Gateway.Protection;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Proxy;

/// <summary>
/// The response transform of SignIn routes: takes the tokens out of the auth server's answer, opens a session and gives the
/// browser its cookie in their place. An answer without tokens passes, a wrong password for one.
/// </summary>
internal sealed partial class SignInCapture(
    SessionRoute route,
    CrossSiteCheck crossSite,
    SessionLifecycle lifecycle,
    DeviceCookie cookie,
    Answer answer,
    TimeProvider time,
    ILogger<SignInCapture> log
) : ResponseTransform
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // They speak of the body as it came, and it is another now.
    private static readonly string[] BodyDigests = ["ETag", "Content-MD5", "Content-Digest", "Repr-Digest", "Digest"];

    public override async ValueTask ApplyAsync(ResponseTransformContext context)
    {
        if (context.ProxyResponse is not { } reply)
            return;
        var (authServer, fields) = SignInExchange.Of(context.HttpContext);
        var setCookies = context.HttpContext.Response.Headers.SetCookie.ToArray();
        HideHeaders(authServer, context.HttpContext.Response.Headers);
        if (!reply.IsSuccessStatusCode || fields is null)
            return;
        context.SuppressResponseBody = true;
        var body = await BoundedBody.ReadAsync(reply, AuthServer.MaxAnswerBytes, Patience, time, context.HttpContext.RequestAborted);
        var read = body is null
            ? new SignInAnswer.Garbage($"encoded, larger than {AuthServer.MaxAnswerBytes} bytes, or not whole within {Patience.TotalSeconds} s")
            : authServer.ReadSignIn(
                new SignInReply((int)reply.StatusCode, reply.Content.Headers.ContentType?.ToString(), setCookies!, body),
                fields
            );
        switch (read)
        {
            case SignInAnswer.Granted when route.CrossSite is CrossSite.Check && crossSite.IsCrossSite(context.HttpContext.Request):
                context.HttpContext.Response.Clear(); // also by a link, where an auth server takes that: it would sign the person in as somebody else
                await crossSite.AnswerAsync(context.HttpContext);
                break;
            case SignInAnswer.Granted granted:
                await OpenAsync(authServer, context.HttpContext, granted);
                break;
            case SignInAnswer.Garbage(var reason):
                LogGarbage(authServer.Name, reason);
                context.HttpContext.Response.Clear();
                await answer.ProblemAsync(
                    context.HttpContext,
                    StatusCodes.Status502BadGateway,
                    Reason.AuthServerUnavailable,
                    "The auth server gave no usable answer."
                );
                break;
            default:
                await context.HttpContext.Response.Body.WriteAsync(body, context.HttpContext.RequestAborted);
                break;
        }
    }

    private async Task OpenAsync(AuthServer authServer, HttpContext context, SignInAnswer.Granted granted)
    {
        var opened = new NewSession(authServer.Name, granted.Tokens, granted.User, granted.Email);
        if (await lifecycle.OpenAsync(opened, ClientDescription.Of(context), replaced: cookie.Read(context.Request)) is not { } session)
        {
            context.Response.Clear();
            await answer.StoreUnavailableAsync(context);
            return;
        }
        cookie.Append(context, session.Device, session.Tokens.RefreshExpiry);
        Answer.NoStore(context);
        foreach (var name in BodyDigests)
            context.Response.Headers.Remove(name);
        context.Response.ContentLength = granted.Body.Length;
        await context.Response.Body.WriteAsync(granted.Body, context.RequestAborted);
    }

    /// <summary>Token cookies never reach the browser, whatever the status; and who may call from elsewhere is ours to say.</summary>
    private static void HideHeaders(AuthServer authServer, IHeaderDictionary headers)
    {
        headers.SetCookie = headers.SetCookie.Where(header => !authServer.HiddenCookies.Contains(SetCookie.NameOf(header!))).ToArray();
        foreach (var name in headers.Keys.Where(name => name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)).ToList())
            headers.Remove(name);
    }

    [LoggerMessage(800, LogLevel.Error, "The auth server {AuthServer} answered a sign-in with what cannot be used: {Reason}")]
    private partial void LogGarbage(string authServer, string reason);
}
