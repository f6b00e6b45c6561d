using Gateway.Devices;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Proxy;

/// <summary>No destination may set our cookie: that would be session fixation.</summary>
internal sealed class SetCookieDropping(DeviceCookie cookie) : ResponseTransform
{
    public override ValueTask ApplyAsync(ResponseTransformContext context)
    {
        var headers = context.HttpContext.Response.Headers;
        if (headers.SetCookie is { Count: > 0 } set && set.Any(header => cookie.IsSetBy(header!)))
            headers.SetCookie = set.Where(header => !cookie.IsSetBy(header!)).ToArray();
        return default;
    }
}
