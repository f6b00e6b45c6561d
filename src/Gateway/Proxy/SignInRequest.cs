using Gateway.AuthServers;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Proxy;

/// <summary>
/// The request transform of SignIn routes: forwarded as it came, save our cookie. What the contract wants to know of the
/// request itself (a user name) is read on the way.
/// </summary>
internal sealed class SignInRequest(AuthServer authServer, ForwardedCookies cookies) : RequestTransform
{
    private const int MaxRead = 64 * 1024;
    private static readonly object FieldsKey = new();

    /// <summary>What was read of the sign-in request of <paramref name="context"/>.</summary>
    public static RequestFields FieldsOf(HttpContext context) => context.Items[FieldsKey] as RequestFields ?? RequestFields.None;

    public override async ValueTask ApplyAsync(RequestTransformContext context)
    {
        cookies.Strip(context.ProxyRequest);
        // The answer is read here, so it must come as it is.
        context.ProxyRequest.Headers.Remove("Accept-Encoding");
        if (authServer.NeedsRequest)
            context.HttpContext.Items[FieldsKey] = await ReadAsync(context.HttpContext.Request, context.HttpContext.RequestAborted);
    }

    private static async Task<RequestFields> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxRead)
            return RequestFields.None;
        request.EnableBuffering(MaxRead);
        var body = new byte[MaxRead + 1];
        var length = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        request.Body.Position = 0;
        return length > MaxRead ? RequestFields.None : await RequestFields.ParseAsync(request.ContentType, body.AsMemory(0, length), cancellationToken);
    }
}
