using System.Text.Json.Serialization;

namespace Demo.AuthServer;

/// <summary>An error of RFC 6749 section 5.2 as an answer.</summary>
internal sealed record OAuthError(
    [property: JsonPropertyName("error")] string Error,
    [property: JsonPropertyName("error_description")] string Description) : IResult
{
    private int _status = StatusCodes.Status400BadRequest;

    public static OAuthError InvalidRequest(string description) => new("invalid_request", description);

    public static OAuthError InvalidClient() =>
        new("invalid_client", "Client authentication failed") { _status = StatusCodes.Status401Unauthorized };

    public static OAuthError InvalidGrant(string description) => new("invalid_grant", description);

    public static OAuthError InvalidScope(string description) => new("invalid_scope", description);

    public static OAuthError UnsupportedGrantType(string description) => new("unsupported_grant_type", description);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = _status;
        if (_status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Basic realm=\"token endpoint\", charset=\"UTF-8\"";

        return response.WriteAsJsonAsync(this, httpContext.RequestAborted);
    }
}
