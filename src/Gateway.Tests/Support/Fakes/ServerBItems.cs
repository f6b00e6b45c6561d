using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Support.Fakes;

/// <summary>Server B as a destination: its three texts of 401, and its absolute redirect to the path with a slash.</summary>
internal sealed class ServerBItems(HmacJwt jwt)
{
    // Exact: routing takes a path and the path with a slash for one, this server does not.
    private const string Path = "/api/v1/items";

    public void Map(WebApplication app) => app.MapGet(Path, Get);

    private IResult Get(HttpRequest request, HttpResponse response)
    {
        if (!request.Path.Value!.EndsWith('/'))
            return Redirect($"{request.Scheme}://{request.Host}{Path}/{request.QueryString}", response);

        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
            || !string.Equals(header.Scheme, "Bearer", StringComparison.OrdinalIgnoreCase))
        {
            return Unauthorized("Not authenticated", response);
        }

        return jwt.Read(header.Parameter ?? "") switch
        {
            JwtReading.Valid valid => Results.Json(new { user_id = valid.Claims["user_id"]!.GetValue<int>(), items = Array.Empty<string>() }),
            JwtReading.Expired => Unauthorized("Expired Access Token", response),
            _ => Unauthorized("Could not validate credentials", response),
        };
    }

    private static IResult Redirect(string location, HttpResponse response)
    {
        response.Headers.Location = location;
        return Results.StatusCode(StatusCodes.Status307TemporaryRedirect);
    }

    private static IResult Unauthorized(string detail, HttpResponse response)
    {
        response.Headers.WWWAuthenticate = "Bearer";
        return FastApi.Detail(StatusCodes.Status401Unauthorized, detail);
    }
}
