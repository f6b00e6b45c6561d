using Gateway.Answers;
using Gateway.Devices;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Gateway.SignIn;

/// <summary>What a browser is told on its way through a sign-in: a page for a person, problem details for a script.</summary>
internal sealed class SignInAnswers(SignInPaths paths, SignInServers servers, Answer answer, IOptions<DevicesOptions> devices)
{
    private static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(5);

    /// <summary>Back to where the sign-in began.</summary>
    public Task GoOnAsync(HttpContext context, string returnUrl)
    {
        // A redirect that began at another site takes no Strict cookie along; a page of ours that goes on does.
        if (devices.Value.SameSite is SameSiteMode.Strict)
            return new SignInPage("You are signed in", "", new SignInPage.Link("Go on", returnUrl)) { GoesOn = true }.WriteAsync(context, StatusCodes.Status200OK);
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Redirect(returnUrl);
        return Task.CompletedTask;
    }

    /// <summary>Where there are several auth servers and none is meant: a person chooses.</summary>
    public Task ChooseAsync(HttpContext context, string returnUrl) =>
        new SignInPage("Sign in", "Where do you want to sign in?", [.. servers.All.Keys.Select(name => new SignInPage.Link(name, Url(name, returnUrl)))]).WriteAsync(
            context,
            StatusCodes.Status200OK
        );

    public Task NotFoundAsync(HttpContext context, string returnUrl) =>
        Navigation.Is(context.Request)
            ? new SignInPage("There is no such sign-in", "The address names a sign-in that is not known here.", Again(null, returnUrl)).WriteAsync(context, StatusCodes.Status404NotFound)
            : answer.ProblemAsync(context, StatusCodes.Status404NotFound, "not_found", "There is no sign-in of that name.");

    /// <summary>Nothing says why: that stands in the log, and whoever has forged a callback must not learn from it.</summary>
    public Task FailedAsync(HttpContext context, string? name, string returnUrl) =>
        Navigation.Is(context.Request)
            ? new SignInPage("The sign-in did not work", "It was cancelled, took too long, or was refused. You can try again.", Again(name, returnUrl), Home).WriteAsync(
                context,
                StatusCodes.Status400BadRequest
            )
            : answer.ProblemAsync(context, StatusCodes.Status400BadRequest, Reason.SignInFailed, "The sign-in has failed.");

    public Task UnavailableAsync(HttpContext context, string name, string returnUrl, TimeSpan? retryAfter = null)
    {
        var again = retryAfter ?? SoonAgain;
        if (!Navigation.Is(context.Request))
            return answer.UnavailableAsync(context, Reason.AuthServerUnavailable, "The auth server does not answer.", again);
        Answer.RetryAfter(context, again);
        return new SignInPage("The sign-in does not answer", "It is out of order for the moment. Please try again in a little while.", Again(name, returnUrl), Home).WriteAsync(
            context,
            StatusCodes.Status503ServiceUnavailable
        );
    }

    public Task TooManyAsync(HttpContext context, string name, string returnUrl, TimeSpan wait)
    {
        if (!Navigation.Is(context.Request))
            return answer.TooManyAsync(context, "There were too many attempts to sign in.", wait);
        Answer.RetryAfter(context, wait);
        return new SignInPage("Too many sign-ins", "There were too many attempts from where you are. Please wait a minute.", Again(name, returnUrl), Home).WriteAsync(
            context,
            StatusCodes.Status429TooManyRequests
        );
    }

    public Task StoreUnavailableAsync(HttpContext context)
    {
        if (!Navigation.Is(context.Request))
            return answer.StoreUnavailableAsync(context);
        Answer.RetryAfter(context, SoonAgain);
        return new SignInPage("The sign-in does not answer", "It is out of order for the moment. Please try again in a little while.", Again(null, "/"), Home).WriteAsync(
            context,
            StatusCodes.Status503ServiceUnavailable
        );
    }

    private static SignInPage.Link Home => new("To the start page", "/");

    private SignInPage.Link Again(string? name, string returnUrl) => new("Sign in", Url(name, returnUrl));

    private string Url(string? name, string returnUrl) =>
        QueryHelpers.AddQueryString(name is null ? paths.SignIn : $"{paths.SignIn}/{name}", "return_url", returnUrl);
}
