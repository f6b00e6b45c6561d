using Yarp.ReverseProxy.Transforms;

namespace Gateway.Proxy;

/// <summary>The request transform of routes without a session: destinations never see our cookie.</summary>
internal sealed class CookieStripping(ForwardedCookies cookies, TwoWayRequests twoWay) : RequestTransform
{
    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        cookies.Strip(context.ProxyRequest);
        if (TwoWayRequests.Is(context.HttpContext.Request))
            twoWay.Bound(context.HttpContext, session: null);
        return default;
    }
}
