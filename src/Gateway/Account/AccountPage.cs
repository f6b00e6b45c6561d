using System.Net.Mime;
using Gateway.Answers;
using Gateway.Sessions;
using Microsoft.Extensions.Options;

namespace Gateway.Account;

/// <summary>
/// <c>/auth/account</c>: the devices as a page. Its forms post and are led back with a 303, so that nothing is sent twice; what is gone already needs no
/// word, for it is what the person wanted.
/// </summary>
internal sealed class AccountPage(OwnSession own, PersonsDevices devices, SignInLocation signIn, IOptions<AccountOptions> options, Answer answer)
{
    private const string ContentSecurityPolicy = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary><c>GET /auth/account</c>.</summary>
    public async Task ShowAsync(HttpContext context)
    {
        if (await own.RequireAsync(context) is not { } session)
            return;
        if (await devices.ListAsync(session) is not { } all)
            await answer.StoreUnavailableAsync(context);
        else
            await WriteAsync(context, AccountHtml.Devices(BasePath(context), session.Email ?? session.User, all, context.Request.Query.ContainsKey("done")));
    }

    /// <summary><c>GET /auth/account/signed-out</c>.</summary>
    public Task ShowSignedOutAsync(HttpContext context) => WriteAsync(context, AccountHtml.SignedOut(BasePath(context), signIn.Url ?? "/"));

    /// <summary><c>POST /auth/account/devices/{id}/end</c>.</summary>
    public Task EndAsync(HttpContext context) => ActAsync(context, session => devices.EndAsync(context, session, context.Request.RouteValues["id"] as string ?? ""));

    /// <summary><c>POST /auth/account/devices/end-others</c>.</summary>
    public Task EndOthersAsync(HttpContext context) => ActAsync(context, devices.EndOthersAsync);

    /// <summary><c>POST /auth/account/devices/end-all</c>.</summary>
    public Task EndAllAsync(HttpContext context) => ActAsync(context, session => devices.EndAllAsync(context, session));

    /// <summary><c>POST /auth/account/sign-out</c>.</summary>
    public Task SignOutAsync(HttpContext context) => ActAsync(context, session => devices.SignOutAsync(context, session));

    private async Task ActAsync(HttpContext context, Func<Session, Task<DeviceEnding>> act)
    {
        var ending = await own.FindAsync(context) switch
        {
            StoreAnswer.Current(var session) => await act(session),
            StoreAnswer.Unavailable => DeviceEnding.Unavailable,
            _ => DeviceEnding.SignedOut, // by another tab, or from elsewhere
        };
        if (ending is DeviceEnding.Unavailable)
        {
            await answer.StoreUnavailableAsync(context);
            return;
        }
        Answer.NoStore(context);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = $"{BasePath(context)}/account{(ending is DeviceEnding.SignedOut ? "/signed-out" : "?done")}";
    }

    private string BasePath(HttpContext context) => context.Request.PathBase.ToUriComponent() + options.Value.BasePath;

    private static Task WriteAsync(HttpContext context, string html)
    {
        Answer.NoStore(context);
        context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "same-origin"; // with none at all, forms would come from the origin "null"
        context.Response.ContentType = $"{MediaTypeNames.Text.Html}; charset=utf-8";
        return context.Response.WriteAsync(html, context.RequestAborted);
    }
}
