using System.Text.Json.Nodes;
using Demo.AuthServer.Traffic;
using Demo.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Support.Fakes;

/// <summary>Server A: form login, JSON refresh, no rotation, the email as <c>sub</c>, no sign-out.</summary>
public sealed class ServerA : FakeAuthServer
{
    public static readonly TimeSpan AccessTokenLifetime = TimeSpan.FromMinutes(2);
    public static readonly TimeSpan RefreshTokenLifetime = TimeSpan.FromDays(4);

    private ServerA(TimeProvider time)
        : base(time)
    {
    }

    public static Task<ServerA> StartAsync(TimeProvider time) => StartAsync(new ServerA(time));

    /// <summary>It keeps no sessions: what ends them at such a server is a new signing key, and then for everybody.</summary>
    public override void RevokeSessions(string email = Email)
    {
        Jwt.ReplaceKey();
        AccessTokens.ForgetAll(email);
    }

    private protected override void MapEndpoints(WebApplication app)
    {
        app.MapPost("/register", RegisterAsync);
        app.MapPost("/login", LoginAsync);
        app.MapPost("/refresh", RefreshAsync).WithMetadata(RefreshEndpoint.Always);
        app.MapFallback(FastApi.NotFound);
    }

    private async Task<IResult> RegisterAsync(HttpRequest request)
    {
        var body = await JsonBody.ReadAsync(request);
        if (body?.Text("email") is not { } email || body.Text("password") is not { } password)
            return FastApi.Unprocessable("email", "password");

        return Users.Add(email, password) is null
            ? FastApi.Detail(StatusCodes.Status400BadRequest, "Email already registered")
            : Results.Json(new { message = "User registered successfully" }, statusCode: StatusCodes.Status201Created);
    }

    private async Task<IResult> LoginAsync(HttpRequest request)
    {
        if (await FastApi.ReadSignInAsync(request) is not var (username, password))
            return FastApi.Unprocessable("username", "password");

        if (Users.SignIn(username, password) is not { } user)
        {
            Counters.SignInsRefused.Increment();
            return FastApi.Detail(StatusCodes.Status401Unauthorized, "Invalid credentials");
        }

        var refreshToken = Sign(user.Email, RefreshTokenLifetime);
        var accessToken = IssueAccessToken(user.Email, refreshToken);
        Counters.SignIns.Increment();
        return Results.Json(new { access_token = accessToken, refresh_token = refreshToken, token_type = "bearer" });
    }

    private async Task<IResult> RefreshAsync(HttpRequest request)
    {
        if (await FastApi.ReadRefreshTokenAsync(request) is not { } refreshToken)
            return FastApi.Unprocessable("refresh_token");

        // Nothing tells an access token from a refresh token here, so either is taken, and comes back as the refresh token.
        return Jwt.Read(refreshToken) switch
        {
            JwtReading.Valid valid => Results.Json(new
            {
                access_token = IssueAccessToken(valid.Claims.Text("sub")!, AccessTokens.SessionOf(refreshToken) ?? refreshToken),
                refresh_token = refreshToken,
            }),
            JwtReading.Expired => FastApi.Detail(StatusCodes.Status401Unauthorized, "Refresh token expired"),
            _ => FastApi.Detail(StatusCodes.Status401Unauthorized, "Invalid refresh token"),
        };
    }

    private string IssueAccessToken(string email, string session)
    {
        var token = Sign(email, AccessTokenLifetime);
        AccessTokens.Record(session, email, token, Jwt.ExpiryAfter(AccessTokenLifetime));
        return token;
    }

    private string Sign(string email, TimeSpan lifetime) => Jwt.Sign(new JsonObject { ["sub"] = email }, lifetime);
}
