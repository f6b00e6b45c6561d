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
        else if (await ReadAsync(authServer, http) is not { } fields)
            await answer.ProblemAsync(http, StatusCodes.Status413PayloadTooLarge, Reason.RequestTooLarge, $"A sign-in is read up to {MaxRead} bytes.");
        // A preflight of CORS is no attempt.
        else if (HttpMethods.IsOptions(http.Request.Method) || !await RefusesAsync(http, authServer.AccountOf(fields)))
        {
            new SignInExchange(authServer, fields).Begin(http);
            cookies.Strip(context.ProxyRequest);
            // The answer is read here, so it must come as it is.
            context.ProxyRequest.Headers.Remove("Accept-Encoding");
        }
    }

    private async Task<bool> RefusesAsync(HttpContext http, string? account)
    {
        switch (await limit.CountAsync(http, account))
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

    // Null where it is larger than is read: it would pass uncounted for whom it is.
    private static async Task<RequestFields?> ReadAsync(AuthServer authServer, HttpContext http)
    {
        if (!authServer.NeedsRequest)
            return RequestFields.None;
        if (http.Request.ContentLength > MaxRead)
            return null;
        http.Request.EnableBuffering(MaxRead);
        var body = ArrayPool<byte>.Shared.Rent((int)(http.Request.ContentLength ?? MaxRead) + 1);
        try
        {
            var length = await http.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, http.RequestAborted);
            http.Request.Body.Position = 0;
            return length > MaxRead ? null : await RequestFields.ParseAsync(http.Request.ContentType, body.AsMemory(0, length), http.RequestAborted);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(body, clearArray: true); // it holds a password
        }
    }
}
