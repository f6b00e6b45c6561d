using System.Text.Json.Nodes;
using Demo.Hosting;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Support.Fakes;

/// <summary>How server D takes a body apart: 415 for what is no JSON, 500 for malformed JSON, 400 with each bad field.</summary>
internal static class ServerDBody
{
    private const int ShortestPassword = 6;

    public static Task<IResult> ReadCredentialsAsync(HttpRequest request, Func<string, string, IResult> answer) =>
        ReadAsync(request, body =>
        {
            string email = body.Text("email") ?? "", password = body.Text("password") ?? "";
            List<object> invalid = [];
            if (!email.Contains('@', StringComparison.Ordinal))
                invalid.Add(InvalidArg("Email", email, email.Length == 0 ? "required" : "email", ""));
            if (password.Length < ShortestPassword)
                invalid.Add(InvalidArg("Password", password, password.Length == 0 ? "required" : "gte", password.Length == 0 ? "" : "6"));

            return invalid.Count > 0 ? ServerDErrors.BadRequest(invalid) : answer(email, password);
        });

    public static Task<IResult> ReadRefreshTokenAsync(HttpRequest request, Func<string, IResult> answer) =>
        ReadAsync(request, body => body.Text("refreshToken") is { } refreshToken
            ? answer(refreshToken)
            : ServerDErrors.BadRequest([InvalidArg("RefreshToken", "", "required", "")]));

    private static async Task<IResult> ReadAsync(HttpRequest request, Func<JsonObject, IResult> answer)
    {
        if (!request.HasJsonContentType())
            return ServerDErrors.UnsupportedMediaType(request.Path);

        return await JsonBody.ReadAsync(request) is { } body ? answer(body) : ServerDErrors.Internal();
    }

    private static object InvalidArg(string field, string value, string tag, string param) => new { field, value, tag, param };
}
