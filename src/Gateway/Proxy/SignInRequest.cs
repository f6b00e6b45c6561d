using System.Buffers;
using Gateway.Answers;
using Gateway.AuthServers;
using Gateway.Protection;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Proxy;

/// <summary>
/// The request transform of SignIn routes: counted, then forwarded as it came, save our cookie. What the contract wants to know of the
/// request itself (a user name) is read on the way.
/// </summary>
internal sealed class SignInRequest(SessionRoute route, AuthServerRegistry authServers, ForwardedCookies cookies, SignInLimit limit, Answer answer) : RequestTransform
{
    private const int MaxRead = AuthServer.MaxAnswerBytes;
    private const int PartSize = 4096;
    private static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(5);

    public override async ValueTask ApplyAsync(RequestTransformContext context)
    {
        try
        {
            await BeginAsync(context);
        }
        catch (BadHttpRequestException error) // it came too slowly, or was cut
        {
            await answer.ProblemAsync(context.HttpContext, error.StatusCode, Reason.RequestIncomplete, "The request did not come whole.");
        }
    }

    private async Task BeginAsync(RequestTransformContext context)
    {
        var http = context.HttpContext;
        if (authServers.Find(route.AuthServer) is not { } authServer)
            await answer.UnavailableAsync(http, Reason.AuthServerUnavailable, $"The auth server '{route.AuthServer}' is no longer configured.", SoonAgain);
        else if (IsPreflight(http.Request))
            Go(context, new SignInExchange(authServer, Fields: null));
        else if (await RefusesAsync(http, await limit.CountAsync(http)))
            return;
        else if (await ReadAsync(authServer, http) is not { } fields)
            await answer.ProblemAsync(http, StatusCodes.Status413PayloadTooLarge, Reason.RequestTooLarge, $"A sign-in is read up to {MaxRead} bytes.");
        else if (!await RefusesAsync(http, await limit.CountAsync(authServer.AccountsOf(fields))))
            Go(context, new SignInExchange(authServer, fields));
    }

    private void Go(RequestTransformContext context, SignInExchange exchange)
    {
        exchange.Begin(context.HttpContext);
        cookies.Strip(context.ProxyRequest);
        // The answer is read here, so it must come as it is.
        context.ProxyRequest.Headers.Remove("Accept-Encoding");
    }

    // Fetch standard section 4.8; it has no body.
    private static bool IsPreflight(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method)
        && request.Headers.AccessControlRequestMethod.Count > 0
        && request.ContentLength is null or 0
        && request.Headers.TransferEncoding.Count is 0;

    private async Task<bool> RefusesAsync(HttpContext http, AttemptOutcome counted)
    {
        switch (counted)
        {
            case AttemptOutcome.TooMany(var wait):
                await answer.TooManyAsync(http, "There were too many attempts to sign in.", wait);
                return true;
            case AttemptOutcome.Uncounted:
                await answer.StoreUnavailableAsync(http);
                return true;
            default:
                return false;
        }
    }

    // Null where it is larger than is read: it would pass uncounted for whom it is. What is kept grows with what has come, so that a promise costs nothing.
    private static async Task<RequestFields?> ReadAsync(AuthServer authServer, HttpContext http)
    {
        if (!authServer.NeedsRequest)
            return RequestFields.None;
        if (http.Request.ContentLength > MaxRead)
            return null;
        var body = new MemoryStream();
        var part = ArrayPool<byte>.Shared.Rent(PartSize);
        try
        {
            int length;
            while ((length = await http.Request.Body.ReadAsync(part, http.RequestAborted)) > 0)
            {
                if (body.Length + length > MaxRead)
                    return null;
                await body.WriteAsync(part.AsMemory(0, length), http.RequestAborted);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(part, clearArray: true); // it held a password
        }
        body.Position = 0;
        http.Request.Body = body;
        return await RequestFields.ParseAsync(http.Request.ContentType, body.GetBuffer().AsMemory(0, (int)body.Length), http.RequestAborted);
    }
}
