using System.Text.Json.Nodes;
using Demo.AuthServer.Traffic;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Support.Fakes;

/// <summary>Server B: form login, a refresh answer without a refresh token, no email in the token; an API of its own beside it.</summary>
public sealed class ServerB : FakeAuthServer
{
    public static readonly TimeSpan AccessTokenLifetime = TimeSpan.FromMinutes(2);
    public static readonly TimeSpan RefreshTokenLifetime = TimeSpan.FromDays(4);

    private ServerB(TimeProvider time)
        : base(time)
    {
    }

    public static Task<ServerB> StartAsync(TimeProvider time) => StartAsync(new ServerB(time));

    /// <summary>It keeps no sessions: what ends them at such a server is a new signing key, and then for everybody.</summary>
    public override void RevokeSessions(string email = Email)
    {
        Jwt.ReplaceKey();
        AccessTokens.ForgetAll(email);
    }

    private protected override void UseFirst(WebApplication app) => app.Use(StarletteCors.InvokeAsync);

    private protected override void MapEndpoints(WebApplication app)
    {
        app.MapPost("/api/v1/login", LoginAsync);
        app.MapPost("/api/v1/refresh", RefreshAsync).WithMetadata(RefreshEndpoint.Always);
        new ServerBItems(Jwt).Map(app);
        app.MapFallback(FastApi.NotFound);
    }

    private async Task<IResult> LoginAsync(HttpRequest request)
    {
        if (await FastApi.ReadSignInAsync(request) is not var (username, password))
            return FastApi.Unprocessable("username", "password");

        if (Users.SignIn(username, password) is not { } user)
        {
            Counters.SignInsRefused.Increment();
            return FastApi.Detail(StatusCodes.Status401Unauthorized, "Incorrect email or password");
        }

        var refreshToken = Sign(user, RefreshTokenLifetime);
        var accessToken = IssueAccessToken(user, refreshToken);
        Counters.SignIns.Increment();
        return Results.Json(new { access_token = accessToken, token_type = "bearer", refresh_token = refreshToken });
    }

    private async Task<IResult> RefreshAsync(HttpRequest request)
    {
        if (await FastApi.ReadRefreshTokenAsync(request) is not { } refreshToken)
            return FastApi.Unprocessable("refresh_token");

        return Jwt.Read(refreshToken) is JwtReading.Valid valid && Users.Find(valid.Claims["user_id"]!.GetValue<int>()) is { } user
            ? Results.Json(new { access_token = IssueAccessToken(user, refreshToken), token_type = "bearer" })
            : FastApi.Detail(StatusCodes.Status401Unauthorized, "Could not validate credentials");
    }

    private string IssueAccessToken(FakeUser user, string session)
    {
        var token = Sign(user, AccessTokenLifetime);
        AccessTokens.Record(session, user.Email, token, Jwt.ExpiryAfter(AccessTokenLifetime));
        return token;
    }

    private string Sign(FakeUser user, TimeSpan lifetime) => Jwt.Sign(new JsonObject { ["user_id"] = user.Id }, lifetime);
}
