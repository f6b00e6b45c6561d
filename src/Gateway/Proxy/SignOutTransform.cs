using Gateway.Account;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Proxy;

/// <summary>The request transform of SignOut routes: answered here, nothing is forwarded.</summary>
internal sealed class SignOutTransform(SignOutEndpoint endpoint) : RequestTransform
{
    public override async ValueTask ApplyAsync(RequestTransformContext context)
    {
        var request = context.HttpContext.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method) || HttpMethods.IsTrace(request.Method))
        {
            // A link, an image or a prefetch of any site could make a browser send these.
            context.HttpContext.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.HttpContext.Response.Headers.Allow = "POST";
            return;
        }
        await endpoint.HandleAsync(context.HttpContext);
        // An answer without a body has not started yet, and YARP takes a 200 that has not started for "go on".
        if (!context.HttpContext.Response.HasStarted)
            await context.HttpContext.Response.StartAsync();
    }
}
