using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Answers;

/// <summary>The answers that the gateway gives itself: problem details (RFC 9457), or a redirect to sign-in for a page.</summary>
internal sealed class Answer(SignInLocation signIn)
{
    /// <summary>No valid session: 401, or a redirect for a page navigation.</summary>
    public Task SignInAsync(HttpContext context, string reason, string detail)
    {
        if (!Navigation.Is(context.Request) || signIn.UrlFrom(context.Request) is not { } url)
            return ProblemAsync(context, StatusCodes.Status401Unauthorized, reason, detail);
        NoStore(context);
        context.Response.Redirect(url);
        return Task.CompletedTask;
    }

    /// <summary>Something that is needed is away: 503 with Retry-After (RFC 9110 section 10.2.3). Session and cookie are kept.</summary>
    public Task UnavailableAsync(HttpContext context, string reason, string detail, TimeSpan retryAfter)
    {
        RetryAfter(context, retryAfter);
        context.Response.Headers.AccessControlExposeHeaders = "Retry-After"; // to a page of a trusted origin, which could not read it otherwise
        return ProblemAsync(context, StatusCodes.Status503ServiceUnavailable, reason, detail);
    }

    /// <summary>More than a limit allows: 429 with Retry-After (RFC 6585 section 4).</summary>
    public Task TooManyAsync(HttpContext context, string detail, TimeSpan retryAfter)
    {
        RetryAfter(context, retryAfter);
        context.Response.Headers.AccessControlExposeHeaders = "Retry-After";
        return ProblemAsync(context, StatusCodes.Status429TooManyRequests, Reason.TooManyRequests, detail);
    }

    /// <summary>The store is away.</summary>
    public Task StoreUnavailableAsync(HttpContext context) =>
        UnavailableAsync(context, Reason.SessionStoreUnavailable, "The session store does not answer.", TimeSpan.FromSeconds(1));

    /// <summary>Problem details with <c>reason</c> and <c>sign_in_url</c>.</summary>
    public Task ProblemAsync(HttpContext context, int status, string reason, string detail)
    {
        NoStore(context);
        ProblemHttpResult problem = TypedResults.Problem(
            detail,
            statusCode: status,
            extensions: new Dictionary<string, object?> { ["reason"] = reason, ["sign_in_url"] = signIn.Url }
        );
        return problem.ExecuteAsync(context);
    }

    /// <summary>When to come again (RFC 9110 section 10.2.3), in whole seconds.</summary>
    public static void RetryAfter(HttpContext context, TimeSpan wait) =>
        context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What depends on the session must not be kept by any cache.</summary>
    public static void NoStore(HttpContext context) => context.Response.Headers.CacheControl = "no-store";
}
