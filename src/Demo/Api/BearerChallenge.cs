namespace Demo.Api;

/// <summary>The 401 of RFC 6750 section 3.</summary>
internal sealed class BearerChallenge(string? description) : IResult
{
    private const string Realm = "demo-api";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = StatusCodes.Status401Unauthorized;
        response.Headers.WWWAuthenticate = description is null
            ? $"Bearer realm=\"{Realm}\""
            : $"Bearer realm=\"{Realm}\", error=\"invalid_token\", error_description=\"{description}\"";

        return response.WriteAsJsonAsync(new { detail = description ?? "A bearer token is required" }, httpContext.RequestAborted);
    }
}
