using Demo.Hosting;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Support.Fakes;

/// <summary>The manners of the framework that servers A and B are written in.</summary>
internal static class FastApi
{
    public static IResult Detail(int status, string detail) => Results.Json(new { detail }, statusCode: status);

    public static IResult NotFound() => Detail(StatusCodes.Status404NotFound, "Not Found");

    /// <summary>422, which names each field that is missing.</summary>
    public static IResult Unprocessable(params string[] fields) => Results.Json(
        new { detail = fields.Select(field => new { loc = new[] { "body", field }, msg = "field required", type = "value_error.missing" }) },
        statusCode: StatusCodes.Status422UnprocessableEntity);

    /// <returns>What a form or a multipart body says; null where a field is missing, as it is in any JSON body.</returns>
    public static async Task<(string Username, string Password)?> ReadSignInAsync(HttpRequest request)
    {
        if (!request.HasFormContentType)
            return null;

        var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
        return (form["username"].ToString(), form["password"].ToString()) is ({ Length: > 0 }, { Length: > 0 }) fields ? fields : null;
    }

    /// <returns>The refresh token in a JSON body; null where the body is malformed.</returns>
    public static async Task<string?> ReadRefreshTokenAsync(HttpRequest request) =>
        request.HasJsonContentType() ? (await JsonBody.ReadAsync(request))?.Text("refresh_token") : null;
}
