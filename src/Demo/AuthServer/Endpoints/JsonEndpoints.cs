using System.Collections.Immutable;
using Demo.AuthServer.Tokens;
using Demo.AuthServer.Traffic;
using Demo.Hosting;

namespace Demo.AuthServer.Endpoints;

/// <summary>The plain endpoints that a frontend would call itself if there were no gateway: sign in, refresh, sign out.</summary>
internal sealed class JsonEndpoints(UserDirectory users, RefreshTokens refreshTokens, TokenIssuer issuer, AuthServerCounters counters)
{
    public void Map(WebApplication app)
    {
        app.MapPost("/login", LoginAsync);
        app.MapPost("/refresh", RefreshAsync).WithMetadata(RefreshEndpoint.Always);
        app.MapPost("/signout", SignOutAsync);
    }

    private async Task<IResult> LoginAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        string? email, password;
        if (request.HasFormContentType)
        {
            var form = await request.ReadFormAsync(cancellationToken);
            (email, password) = (form["username"], form["password"]);
        }
        else if (!request.HasJsonContentType())
        {
            return Problem(StatusCodes.Status415UnsupportedMediaType, "Send JSON or a form");
        }
        else if (await JsonBody.ReadAsync(request) is { } body)
        {
            (email, password) = (body.Text("email"), body.Text("password"));
        }
        else
        {
            return Problem(StatusCodes.Status400BadRequest, "The body is no JSON object");
        }

        return SignIn(email, password);
    }

    private IResult SignIn(string? email, string? password)
    {
        if (string.IsNullOrEmpty(email) || string.IsNullOrEmpty(password))
            return Problem(StatusCodes.Status422UnprocessableEntity, "Email and password are required");

        if (!users.Accepts(email, password))
        {
            counters.SignInsRefused.Increment();
            return Problem(StatusCodes.Status401Unauthorized, "Invalid credentials");
        }

        counters.SignIns.Increment();
        return Results.Json(issuer.Issue(refreshTokens.Open(email, ImmutableHashSet<string>.Empty)));
    }

    private async Task<IResult> RefreshAsync(HttpRequest request)
    {
        var (token, problem) = await ReadRefreshTokenAsync(request);
        if (token is null)
            return problem;

        return refreshTokens.Rotate(token, ImmutableHashSet<string>.Empty) switch
        {
            RotationOutcome.Rotated rotated => Results.Json(issuer.Issue(rotated.Successor)),
            RotationOutcome.Refused refused => Problem(StatusCodes.Status401Unauthorized, refused.Reason),
            var other => throw new InvalidOperationException($"Without a scope there is no {other}."),
        };
    }

    private async Task<IResult> SignOutAsync(HttpRequest request)
    {
        var (token, problem) = await ReadRefreshTokenAsync(request);
        if (token is null)
            return problem;

        refreshTokens.EndFamilyOf(token);
        counters.SignOuts.Increment();
        return Results.Json(new { detail = "Signed out" });
    }

    private static async Task<(string? Token, IResult Problem)> ReadRefreshTokenAsync(HttpRequest request)
    {
        if (!request.HasJsonContentType())
            return (null, Problem(StatusCodes.Status415UnsupportedMediaType, "Send JSON"));
        if (await JsonBody.ReadAsync(request) is not { } body)
            return (null, Problem(StatusCodes.Status400BadRequest, "The body is no JSON object"));

        return (body.Text("refresh_token"), Problem(StatusCodes.Status422UnprocessableEntity, "refresh_token is required"));
    }

    private static IResult Problem(int status, string detail) => Results.Json(new { detail }, statusCode: status);
}
