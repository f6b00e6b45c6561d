using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Support.Fakes;

/// <summary>
/// CORS as server B has it, "any origin, with credentials": a star for whoever has no cookie, the origin reflected for whoever has
/// one. A gateway that lets it pass hands the session to every site.
/// </summary>
internal static class StarletteCors
{
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request.Headers;
        var origin = request.Origin.ToString();
        if (origin.Length == 0)
        {
            await next(context);
            return;
        }

        var response = context.Response.Headers;
        response.AccessControlAllowCredentials = "true";
        var preflight = HttpMethods.IsOptions(context.Request.Method) && request.AccessControlRequestMethod.Count > 0;
        if (preflight || request.Cookie.Count > 0)
        {
            response.AccessControlAllowOrigin = origin;
            response.Vary = "Origin";
        }
        else
        {
            response.AccessControlAllowOrigin = "*";
        }

        if (!preflight)
        {
            await next(context);
            return;
        }

        response.AccessControlAllowMethods = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";
        response.AccessControlAllowHeaders = request.AccessControlRequestHeaders;
        response.AccessControlMaxAge = "600";
        await context.Response.WriteAsync("OK", context.RequestAborted);
    }
}
