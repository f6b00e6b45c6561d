using System.Net;
using static Gateway.Tests.Support.Fakes.JsonReading;

namespace Gateway.Tests.Support.Fakes;

public sealed class ServerCTests : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private ServerC _server = null!;
    private Wire _wire = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerC.StartAsync(_time);
        _wire = new Wire(_server.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _wire.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Sign_in_sets_two_cookies_and_names_the_access_token_in_the_body()
    {
        var answer = await SignInAsync("  User@Example.com ");
        var body = answer.ShouldBe(HttpStatusCode.OK);

        body.ShouldHaveOnly("id", "email", "accessToken");
        body.TextAt("id").ShouldBe("1");
        body.TextAt("email").ShouldBe(FakeAuthServer.Email);
        Claims(body.TextAt("accessToken")).ShouldHaveOnly("id", "email", "iat", "exp");
        answer.SetCookie("xid_access").ShouldBe($"xid_access={body.TextAt("accessToken")}; Path=/; HttpOnly");
        answer.SetCookie("xid_refresh").ShouldMatch("^xid_refresh=[A-Za-z0-9+/]+=+; path=/; samesite=lax; httponly$");
    }

    [Fact]
    public async Task Refresh_takes_the_cookie_byte_for_byte_and_sends_no_new_refresh_token()
    {
        var cookie = await SignInForRefreshCookieAsync();
        _time.Advance(TimeSpan.FromMinutes(5));

        var answer = await RefreshAsync(cookie);
        var body = answer.ShouldBe(HttpStatusCode.OK);

        body.ShouldHaveOnly("accessToken");
        answer.SetCookies.ShouldBe([$"xid_access={body.TextAt("accessToken")}; Path=/; HttpOnly"]);
        _server.CurrentAccessToken().ShouldBe(body.TextAt("accessToken"));

        var refusal = (await RefreshAsync(cookie.Replace("=", "%3D", StringComparison.Ordinal))).ShouldBe(HttpStatusCode.Unauthorized);
        refusal.ToJsonString().ShouldBe("""{"errors":[{"message":"Please signin again"}]}""");
    }

    [Fact]
    public async Task Refresh_ends_with_the_refresh_token_and_with_the_next_sign_in()
    {
        var first = await SignInForRefreshCookieAsync();
        var second = await SignInForRefreshCookieAsync();
        (await RefreshAsync(first)).ShouldBe(HttpStatusCode.Unauthorized);
        (await RefreshAsync(second)).ShouldBe(HttpStatusCode.OK);

        _time.Advance(TimeSpan.FromDays(5));
        (await RefreshAsync(second)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Sign_out_revokes_only_with_the_cookie()
    {
        var cookie = await SignInForRefreshCookieAsync();

        (await _wire.PostAsync("/api/auth/signout", null)).ShouldBe(HttpStatusCode.OK).ShouldHaveOnly();
        (await RefreshAsync(cookie)).ShouldBe(HttpStatusCode.OK);

        (await _wire.PostAsync("/api/auth/signout", null, ("Cookie", $"xid_refresh={cookie}"))).ShouldBe(HttpStatusCode.OK);
        (await RefreshAsync(cookie)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Wrong_password_400_invalid_input_403_any_fault_403()
    {
        var refusal = (await SignInAsync(FakeAuthServer.Email, "wrong")).ShouldBe(HttpStatusCode.BadRequest);
        refusal.ToJsonString().ShouldBe("""{"errors":[{"message":"Invalid credentials"}]}""");
        (await SignInAsync("stranger@example.com")).ShouldBe(HttpStatusCode.BadRequest);
        (await SignInAsync("no address")).ShouldBe(HttpStatusCode.Forbidden)["errors"]![0]!["field"]!.GetValue<string>().ShouldBe("email");

        var cookie = await SignInForRefreshCookieAsync();
        _server.IsBroken = true;
        (await RefreshAsync(cookie)).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_access_token_is_read_from_a_cookie_here_and_from_a_bearer_with_a_capital_there()
    {
        var answer = await SignInAsync();
        var token = answer.ShouldBe(HttpStatusCode.OK).TextAt("accessToken");

        (await _wire.PostAsync("/api/auth/user", null, ("Cookie", $"a=b; xid_access={token}"))).ShouldBe(HttpStatusCode.OK);
        (await _wire.PostAsync("/api/auth/user", null, ("Authorization", $"Bearer {token}"))).ShouldBe(HttpStatusCode.Unauthorized);
        (await _wire.GetAsync("/api/profile", ("Authorization", $"Bearer {token}"))).ShouldBe(HttpStatusCode.OK);
        (await _wire.GetAsync("/api/profile", ("Authorization", $"bearer {token}"))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    private Task<WireAnswer> SignInAsync(string email = FakeAuthServer.Email, string password = FakeAuthServer.Password) =>
        _wire.PostJsonAsync("/api/auth/signin", new { email, password });

    private async Task<string> SignInForRefreshCookieAsync()
    {
        var answer = await SignInAsync();
        return answer.SetCookie("xid_refresh").Split(';')[0]["xid_refresh=".Length..];
    }

    private Task<WireAnswer> RefreshAsync(string cookie) =>
        _wire.PostAsync("/api/auth/refresh", null, ("Cookie", $"other=1; xid_refresh={cookie}"));
}
