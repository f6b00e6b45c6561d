using Gateway.Answers;
using Gateway.Devices;
using Gateway.Lifecycle;
using Gateway.Refresh;
using Gateway.Sessions;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Proxy;

/// <summary>
/// The heart: cookie → session → fresh access token → Authorization header; or an answer and no forwarding. A warm request
/// passes without waiting and without a store command.
/// </summary>
internal sealed class SessionTransform(
    SessionRoute route,
    DeviceCookie cookie,
    ForwardedCookies cookies,
    SessionStore store,
    RefreshCoordinator refresh,
    SessionLifecycle lifecycle,
    TwoWayRequests twoWay,
    Answer answer
) : RequestTransform
{
    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        if (HttpMethods.IsTrace(context.HttpContext.Request.Method))
        {
            context.HttpContext.Response.StatusCode = StatusCodes.Status405MethodNotAllowed; // it is answered with what was sent, the token too
            return default;
        }
        var session = store.FindWarm(cookie.Find(context.HttpContext.Request));
        if (session is null || !refresh.IsFresh(session))
            return new(ApplySlowAsync(context, session));
        Inject(context, session);
        return default;
    }

    /// <summary>The session whose token <paramref name="request"/> carries; null where it carries none of ours.</summary>
    public static Session? InjectedInto(HttpRequestMessage request) =>
        request.Headers.NonValidated.TryGetValues("Authorization", out var values) && values.Count is 1 ? Session.OfAuthorization(values.ToString()) : null;

    private async Task ApplySlowAsync(RequestTransformContext context, Session? warm)
    {
        var http = context.HttpContext;
        var found =
            warm is not null ? new StoreAnswer.Current(warm)
            : cookie.Read(http.Request) is { } device ? await store.FindAsync(device)
            : StoreAnswer.Gone.Instance;
        switch (found)
        {
            case StoreAnswer.Current(var session):
                await RefreshAsync(context, session);
                break;
            case StoreAnswer.Revoked revoked:
                await RevokedAsync(context, revoked);
                break;
            case StoreAnswer.Unavailable:
                await answer.StoreUnavailableAsync(http);
                break;
            default:
                await WithoutSessionAsync(context, found, Reason.NoSession, "There is no session for this browser.");
                break;
        }
    }

    private async Task RefreshAsync(RequestTransformContext context, Session session)
    {
        switch (await refresh.EnsureFreshAsync(session, context.HttpContext.RequestAborted))
        {
            case RefreshOutcome.Current(var current):
                Inject(context, current);
                break;
            case RefreshOutcome.Unavailable(UnavailableCause.Store, _):
                await answer.StoreUnavailableAsync(context.HttpContext);
                break;
            case RefreshOutcome.Unavailable(_, var retryAfter):
                await answer.UnavailableAsync(context.HttpContext, Reason.AuthServerUnavailable, "The auth server does not answer.", retryAfter);
                break;
            // While the refresh was under way it may have been ended from elsewhere.
            default:
                var found = await store.FindAsync(session.Device);
                if (found is StoreAnswer.Revoked revoked)
                    await RevokedAsync(context, revoked);
                else
                    await WithoutSessionAsync(context, found, Reason.SessionEnded, "The session has ended.");
                break;
        }
    }

    private async Task RevokedAsync(RequestTransformContext context, StoreAnswer.Revoked revoked)
    {
        await lifecycle.BuryAsync(revoked);
        await WithoutSessionAsync(context, revoked, Reason.SessionRevoked, "The session was ended from elsewhere.");
    }

    private async Task WithoutSessionAsync(RequestTransformContext context, StoreAnswer found, string reason, string detail)
    {
        if (route.Word is SessionWord.Optional)
        {
            cookies.Strip(context.ProxyRequest);
            Bound(context, session: null);
        }
        else
        {
            if (found is not StoreAnswer.Gone { Left: not null })
                cookie.Clear(context.HttpContext);
            await answer.SignInAsync(context.HttpContext, reason, detail);
        }
    }

    private void Inject(RequestTransformContext context, Session session)
    {
        var headers = context.ProxyRequest.Headers;
        headers.Remove("Authorization");
        headers.TryAddWithoutValidation("Authorization", session.Authorization);
        cookies.Strip(context.ProxyRequest);
        if (route.TokenCookie is { } name)
        {
            ForwardedCookies.AddToken(context.ProxyRequest, name, session.Tokens.AccessToken.Reveal());
            context.ProxyRequest.Options.Set(ReplayHandler.TokenCookie, name);
        }
        if (route.Replay is Replay.Off)
            context.ProxyRequest.Options.Set(ReplayHandler.IsOff, true);
        if (route.Streams is Streams.Keep)
            context.ProxyRequest.Options.Set(EndingStreams.AreKept, true);
        Bound(context, route.Streams is Streams.Keep ? null : session);
    }

    private void Bound(RequestTransformContext context, Session? session)
    {
        if (TwoWayRequests.Is(context.HttpContext.Request))
            twoWay.Bound(context.HttpContext, session);
    }
}
