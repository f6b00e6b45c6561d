using Gateway.Answers;
using Gateway.Protection;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Proxy;

/// <summary>
/// The request transform after the session's own: holds a session to its limits. What has no session costs a destination no more than it would without the gateway.
/// </summary>
internal sealed class SessionLimitsCheck(SessionLimits limits, Answer answer) : RequestTransform
{
    private static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(1);

    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        if (SessionTransform.InjectedInto(context.ProxyRequest) is not { } session)
            return default;
        var http = context.HttpContext;
        if (limits.TakeRequest(session.Key) is { IsAcquired: false })
            return new(RefuseAsync(http, "This session has sent more requests than Gateway:Protection:RequestsPerSecondPerSession allows."));
        if (!IsWebSocket(http) || limits.TakeWebSocket(session.Key) is not { } place)
            return default;
        if (!place.IsAcquired)
            return new(RefuseAsync(http, "This session has more WebSockets open than Gateway:Protection:WebSocketsPerSession allows."));
        http.Response.RegisterForDispose(place); // the response ends when the WebSocket does
        return default;
    }

    private Task RefuseAsync(HttpContext http, string detail) => answer.TooManyAsync(http, detail, SoonAgain);

    // RFC 6455 section 4.1, RFC 8441 section 4.
    private static bool IsWebSocket(HttpContext http) =>
        http.Request.Headers.Upgrade.Count > 0
        || (HttpMethods.IsConnect(http.Request.Method) && http.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true });
}
