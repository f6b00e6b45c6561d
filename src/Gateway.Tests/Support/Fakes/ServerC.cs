using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Demo.AuthServer.Traffic;
using Demo.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Support.Fakes;

/// <summary>Server C: tokens in cookies, the refresh token base64 of JSON and taken byte for byte, one session per user, 403 for faults.</summary>
public sealed class ServerC : FakeAuthServer
{
    public const string AccessCookie = "xid_access";
    public const string RefreshCookie = "xid_refresh";
    public static readonly TimeSpan AccessTokenLifetime = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan RefreshTokenLifetime = TimeSpan.FromDays(5);

    private readonly ConcurrentDictionary<int, string> _refreshCookieByUser = new();

    private ServerC(TimeProvider time)
        : base(time)
    {
    }

    /// <summary>Its database is away: every answer is a 403 of its own shape.</summary>
    public bool IsBroken { get; set; }

    public static Task<ServerC> StartAsync(TimeProvider time) => StartAsync(new ServerC(time));

    public override void RevokeSessions(string email = Email)
    {
        if (Users.Find(email) is { } user)
            End(user);
    }

    private protected override void UseFirst(WebApplication app) => app.Use((context, next) =>
        IsBroken ? Errors(StatusCodes.Status403Forbidden, "Something went wrong").ExecuteAsync(context) : next(context));

    private protected override void MapEndpoints(WebApplication app)
    {
        app.MapPost("/api/auth/signup", (HttpRequest request, HttpResponse response) => EnterAsync(request, response, SignUp));
        app.MapPost("/api/auth/signin", (HttpRequest request, HttpResponse response) => EnterAsync(request, response, Users.SignIn));
        app.MapPost("/api/auth/refresh", Refresh).WithMetadata(RefreshEndpoint.Always);
        app.MapPost("/api/auth/signout", SignOut);
        app.MapPost("/api/auth/user", (HttpRequest request) => WhoIs(RawCookies.Find(request, AccessCookie)));
        app.MapGet("/api/profile", (HttpRequest request) => WhoIs(BearerWithCapital(request)));
        app.MapFallback(() => Errors(StatusCodes.Status404NotFound, "Not Found"));
    }

    private async Task<IResult> EnterAsync(HttpRequest request, HttpResponse response, Func<string, string, FakeUser?> enter)
    {
        if (await JsonBody.ReadAsync(request) is not { } body)
            return Errors(StatusCodes.Status403Forbidden, "Something went wrong");
        if (body.Text("email") is not { } email || !email.Contains('@', StringComparison.Ordinal))
            return Errors(StatusCodes.Status403Forbidden, "Email must be valid", "email");
        if (body.Text("password") is not { } password)
            return Errors(StatusCodes.Status403Forbidden, "You must supply a password", "password");

        // Normalised: what the token and the answer say may differ from what was typed.
        if (enter(email.Trim().ToLowerInvariant(), password) is not { } user)
        {
            Counters.SignInsRefused.Increment();
            return Errors(StatusCodes.Status400BadRequest, "Invalid credentials");
        }

        Counters.SignIns.Increment();
        var accessToken = IssueAccessToken(user, response);
        var refreshCookie = _refreshCookieByUser[user.Id] = NewRefreshCookie(user);
        response.Headers.Append("Set-Cookie", $"{RefreshCookie}={refreshCookie}; path=/; samesite=lax; httponly");
        return Results.Json(new { id = Text(user.Id), email = user.Email, accessToken });
    }

    private FakeUser? SignUp(string email, string password) => Users.Add(email, password);

    private IResult Refresh(HttpRequest request, HttpResponse response) =>
        RawCookies.Find(request, RefreshCookie) is { } cookie && FindUser(cookie) is { } user
            ? Results.Json(new { accessToken = IssueAccessToken(user, response) })
            : Errors(StatusCodes.Status401Unauthorized, "Please signin again");

    private IResult SignOut(HttpRequest request)
    {
        Counters.SignOuts.Increment();
        if (RawCookies.Find(request, RefreshCookie) is { } cookie && FindUser(cookie) is { } user)
            End(user);

        return Results.Json(new { });
    }

    private IResult WhoIs(string? accessToken) =>
        accessToken is not null && Jwt.Read(accessToken) is JwtReading.Valid { Claims: var claims }
            ? Results.Json(new { id = claims.Text("id"), email = claims.Text("email") })
            : Errors(StatusCodes.Status401Unauthorized, "Not authorized");

    private static string? BearerWithCapital(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.Ordinal) ? header["Bearer ".Length..] : null;
    }

    private FakeUser? FindUser(string refreshCookie)
    {
        var id = _refreshCookieByUser.FirstOrDefault(pair => string.Equals(pair.Value, refreshCookie, StringComparison.Ordinal)).Key;
        return Users.Find(id) is { } user && Jwt.Read(JwtInside(refreshCookie)) is JwtReading.Valid ? user : null;
    }

    private string IssueAccessToken(FakeUser user, HttpResponse response)
    {
        var claims = new JsonObject { ["id"] = Text(user.Id), ["email"] = user.Email, ["iat"] = Jwt.Now() };
        var token = Jwt.Sign(claims, AccessTokenLifetime);
        AccessTokens.Record(Text(user.Id), user.Email, token, Jwt.ExpiryAfter(AccessTokenLifetime));
        response.Headers.Append("Set-Cookie", $"{AccessCookie}={token}; Path=/; HttpOnly");
        return token;
    }

    // Lengthened until it ends with padding, which the real one does two times out of three.
    private string NewRefreshCookie(FakeUser user)
    {
        var nonce = Guid.NewGuid().ToString("N");
        while (true)
        {
            var claims = new JsonObject { ["id"] = Text(user.Id), ["iat"] = Jwt.Now(), ["jti"] = nonce };
            var json = $$"""{"jwt":"{{Jwt.Sign(claims, RefreshTokenLifetime)}}"}""";
            var cookie = Convert.ToBase64String(Encoding.ASCII.GetBytes(json));
            if (cookie.EndsWith('='))
                return cookie;

            nonce += "0";
        }
    }

    // Only of a cookie that we made, so it is well formed.
    private static string JwtInside(string cookie) => JsonNode.Parse(Convert.FromBase64String(cookie))!["jwt"]!.GetValue<string>();

    private void End(FakeUser user)
    {
        _refreshCookieByUser.TryRemove(user.Id, out _);
        AccessTokens.Forget(Text(user.Id));
    }

    private static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);

    private static IResult Errors(int status, string message, string? field = null) => Results.Json(
        new { errors = new[] { field is null ? (object)new { message } : new { message, field } } }, statusCode: status);
}
