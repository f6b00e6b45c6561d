using Gateway.Account;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Proxy;

/// <summary>The request transform of SignOut routes: answered here, nothing is forwarded.</summary>
internal sealed class SignOutTransform(SignOutEndpoint endpoint) : RequestTransform
{
    public override async ValueTask ApplyAsync(RequestTransformContext context)
    {
        await endpoint.HandleAsync(context.HttpContext);
        // An answer without a body has not started yet, and YARP takes a 200 that has not started for "go on".
        if (!context.HttpContext.Response.HasStarted)
            await context.HttpContext.Response.StartAsync();
    }
}
