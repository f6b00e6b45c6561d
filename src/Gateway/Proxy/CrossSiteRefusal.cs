using Gateway.Protection;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Proxy;

/// <summary>The request transform of routes that have to do with a session and do not <c>Allow</c> it: refuses what pages of other sites make a browser send.</summary>
internal sealed class CrossSiteRefusal(CrossSiteCheck check) : RequestTransform
{
    public override ValueTask ApplyAsync(RequestTransformContext context) =>
        check.Refuses(context.HttpContext.Request) ? new(check.AnswerAsync(context.HttpContext)) : default;
}
