using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Demo.AuthServer.Traffic;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gateway.Tests.Support.Fakes;

/// <summary>Server D: nested tokens, single-use refresh tokens without grace, a sign-out that ends all devices of the user.</summary>
public sealed class ServerD : FakeAuthServer
{
    public static readonly TimeSpan AccessTokenLifetime = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan RefreshTokenLifetime = TimeSpan.FromDays(3);
    public static readonly TimeSpan SlowestAnswer = TimeSpan.FromSeconds(5);

    // Refresh token to session. Taking one out is what makes it single-use: of ten who try, one succeeds.
    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);

    private ServerD(TimeProvider time)
        : base(time)
    {
    }

    public static Task<ServerD> StartAsync(TimeProvider time) => StartAsync(new ServerD(time));

    public override void RevokeSessions(string email = Email)
    {
        if (Users.Find(email) is { } user)
            EndAll(user.Id);
    }

    private protected override void UseFirst(WebApplication app) =>
        app.Use(new AnswerDeadline(SlowestAnswer, Time, ServerDErrors.ServiceUnavailable()).InvokeAsync);

    private protected override void MapEndpoints(WebApplication app)
    {
        var account = app.MapGroup("/api/account");
        account.MapPost("/signup", (HttpRequest request) => ServerDBody.ReadCredentialsAsync(request, SignUp));
        account.MapPost("/signin", (HttpRequest request) => ServerDBody.ReadCredentialsAsync(request, SignIn));
        account.MapPost("/tokens", (HttpRequest request) => ServerDBody.ReadRefreshTokenAsync(request, Refresh))
            .WithMetadata(RefreshEndpoint.Always);
        account.MapPost("/signout", SignOut);
    }

    private IResult SignUp(string email, string password)
    {
        if (Users.Add(email, password) is not { } user)
            return ServerDErrors.Conflict(email);

        Counters.SignIns.Increment();
        return Tokens(user, Guid.NewGuid(), StatusCodes.Status201Created);
    }

    private IResult SignIn(string email, string password)
    {
        if (Users.SignIn(email, password) is not { } user)
        {
            Counters.SignInsRefused.Increment();
            return ServerDErrors.Authorization("Invalid email and password combination");
        }

        Counters.SignIns.Increment();
        return Tokens(user, Guid.NewGuid(), StatusCodes.Status200OK);
    }

    private IResult Refresh(string refreshToken)
    {
        if (Jwt.Read(refreshToken) is not JwtReading.Valid { Claims: var claims })
            return ServerDErrors.Authorization("Unable to verify user from refresh token");
        if (Users.Find(claims["uid"]!.GetValue<int>()) is not { } user)
            return ServerDErrors.NotFound("user");

        return _sessions.TryRemove(refreshToken, out var session)
            ? Tokens(user, session.Id, StatusCodes.Status200OK)
            : ServerDErrors.Authorization("Invalid refresh token");
    }

    private IResult SignOut(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.Ordinal)
            || Jwt.Read(header["Bearer ".Length..]) is not JwtReading.Valid { Claims: var claims })
        {
            return ServerDErrors.Authorization("Must provide Authorization header with format `Bearer {token}`");
        }

        Counters.SignOuts.Increment();
        EndAll(claims["user"]!["uid"]!.GetValue<int>());
        return Results.Json(new { message = "user signed out successfully!" });
    }

    private IResult Tokens(FakeUser user, Guid session, int status)
    {
        var idToken = Jwt.Sign(
            new JsonObject { ["user"] = new JsonObject { ["uid"] = user.Id, ["email"] = user.Email }, ["iat"] = Jwt.Now() },
            AccessTokenLifetime);
        var refreshToken = Jwt.Sign(
            new JsonObject { ["uid"] = user.Id, ["jti"] = Guid.NewGuid().ToString(), ["iat"] = Jwt.Now() },
            RefreshTokenLifetime);

        _sessions[refreshToken] = new Session(session, user.Id);
        AccessTokens.Record(session.ToString(), user.Email, idToken, Jwt.ExpiryAfter(AccessTokenLifetime));
        return Results.Json(new { tokens = new { idToken, refreshToken } }, statusCode: status);
    }

    private void EndAll(int userId)
    {
        foreach (var (refreshToken, session) in _sessions.Where(pair => pair.Value.UserId == userId))
        {
            _sessions.TryRemove(refreshToken, out _);
            AccessTokens.Forget(session.Id.ToString());
        }
    }

    private sealed record Session(Guid Id, int UserId);
}
