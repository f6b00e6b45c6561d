using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Support.Fakes;

/// <summary>The errors of server D, all of one shape.</summary>
internal static class ServerDErrors
{
    public static IResult Authorization(string message) => Error(StatusCodes.Status401Unauthorized, "AUTHORIZATION", message);

    public static IResult Conflict(string email) =>
        Error(StatusCodes.Status409Conflict, "CONFLICT", $"resource: email with value: {email} already exists");

    public static IResult NotFound(string resource) => Error(StatusCodes.Status404NotFound, "NOT_FOUND", $"resource: {resource} not found");

    public static IResult Internal() => Error(StatusCodes.Status500InternalServerError, "INTERNAL", "Internal server error.");

    public static IResult ServiceUnavailable() =>
        Error(StatusCodes.Status503ServiceUnavailable, "SERVICE_UNAVAILABLE", "Service unavailable or timed out");

    public static IResult UnsupportedMediaType(PathString path) => Error(
        StatusCodes.Status415UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", $"{path} only accepts Content-Type application/json");

    public static IResult BadRequest(IReadOnlyList<object> invalidArgs) => Results.Json(
        new { error = new { type = "BAD_REQUEST", message = "Bad request. Reason: Invalid request parameters. See invalidArgs" }, invalidArgs },
        statusCode: StatusCodes.Status400BadRequest);

    private static IResult Error(int status, string type, string message) =>
        Results.Json(new { error = new { type, message } }, statusCode: status);
}
