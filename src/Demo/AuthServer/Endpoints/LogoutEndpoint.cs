using Demo.AuthServer.Clients;
using Demo.AuthServer.Logout;
using Demo.AuthServer.Pages;
using Demo.AuthServer.Sso;
using Demo.AuthServer.Tokens;
using Microsoft.AspNetCore.WebUtilities;

namespace Demo.AuthServer.Endpoints;

/// <summary>
/// OpenID Connect RP-Initiated Logout 1.0: ends the person's session here and everywhere. It asks first unless the client shows whom it means.
/// </summary>
internal sealed class LogoutEndpoint(RegisteredClient client, IdTokens idTokens, SsoSessions sessions, SsoLogout logout)
{
    private const string Path = "/logout";

    public void Map(WebApplication app) => app.MapMethods(Path, [HttpMethods.Get, HttpMethods.Post], LogOutAsync);

    private async Task<IResult> LogOutAsync(HttpRequest request)
    {
        var parameters = await request.ReadParametersAsync();
        string? Value(string name) => parameters.GetValueOrDefault(name) is [{ Length: > 0 } only] ? only : null;

        var hint = Value("id_token_hint");
        var hinted = hint is null ? null : await idTokens.SessionOfAsync(hint);
        if (hint is not null && hinted is null)
            return Refuse("id_token_hint was not issued here");
        if (Value("client_id") is { } id && id != client.Id)
            return Refuse("client_id is unknown");

        var returnTo = Value("post_logout_redirect_uri");
        if (returnTo is not null && (!client.MayReturnTo(returnTo) || (hint is null && Value("client_id") is null)))
            return Refuse("post_logout_redirect_uri is not registered");

        if (sessions.Find(request) is { } session)
        {
            // The cookie is not sent with a POST of another site, so nobody else can press this button.
            var confirmed = HttpMethods.IsPost(request.Method) && Value("confirmed") is not null;
            if (!confirmed && hinted != session.Id)
                return new LogoutPage(Path, parameters);

            await logout.EndAsync(session, request.HttpContext.RequestAborted);
        }

        return returnTo is null
            ? new MessagePage("You are signed out", "You may close this page.")
            : new SeeOther(Value("state") is { } state ? QueryHelpers.AddQueryString(returnTo, "state", state) : returnTo);
    }

    private static MessagePage Refuse(string reason) => new("This sign-out cannot go on", reason) { Status = StatusCodes.Status400BadRequest };
}
