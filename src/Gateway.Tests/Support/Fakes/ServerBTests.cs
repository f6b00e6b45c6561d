using System.Net;
using System.Text.Json.Nodes;
using static Gateway.Tests.Support.Fakes.JsonReading;

namespace Gateway.Tests.Support.Fakes;

public sealed class ServerBTests : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private ServerB _server = null!;
    private Wire _wire = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerB.StartAsync(_time);
        _wire = new Wire(_server.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _wire.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Sign_in_is_a_form_or_multipart_and_the_token_has_no_email()
    {
        var tokens = await SignInAsync();
        tokens.ShouldHaveOnly("access_token", "token_type", "refresh_token");
        Claims(tokens.TextAt("access_token")).ShouldHaveOnly("user_id", "exp");

        using var multipart = new MultipartFormDataContent
        {
            { new StringContent(FakeAuthServer.Email), "username" },
            { new StringContent(FakeAuthServer.Password), "password" },
        };
        (await _wire.PostAsync("/api/v1/login", multipart)).ShouldBe(HttpStatusCode.OK);
        (await _wire.PostJsonAsync("/api/v1/login", new { username = "a", password = "b" })).ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_wrong_password_is_401() =>
        (await _wire.PostFormAsync("/api/v1/login", ("username", FakeAuthServer.Email), ("password", "no"))).ShouldBe(HttpStatusCode.Unauthorized).ToJsonString().ShouldBe("""{"detail":"Incorrect email or password"}""");

    [Fact]
    public async Task Refresh_answers_no_refresh_token()
    {
        var tokens = await SignInAsync();
        _time.Advance(TimeSpan.FromSeconds(1));

        var refreshed = (await RefreshAsync(tokens.TextAt("refresh_token"))).ShouldBe(HttpStatusCode.OK);

        refreshed.ShouldHaveOnly("access_token", "token_type");
        _server.CurrentAccessToken().ShouldBe(refreshed.TextAt("access_token"));
        _server.IsCurrentAccessToken(tokens.TextAt("access_token")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_refused_refresh_is_401_and_a_malformed_one_422()
    {
        var token = (await SignInAsync()).TextAt("refresh_token");

        (await RefreshAsync("garbage")).ShouldBe(HttpStatusCode.Unauthorized).TextAt("detail").ShouldBe("Could not validate credentials");
        (await _wire.PostJsonAsync("/api/v1/refresh", new { token })).ShouldBe(HttpStatusCode.UnprocessableEntity);

        _server.RevokeSessions();
        (await RefreshAsync(token)).ShouldBe(HttpStatusCode.Unauthorized).TextAt("detail").ShouldBe("Could not validate credentials");
    }

    [Fact]
    public async Task As_a_destination_it_has_three_texts_of_401()
    {
        var token = (await SignInAsync()).TextAt("access_token");

        (await _wire.GetAsync("/api/v1/items/", ("Authorization", $"Bearer {token}"))).ShouldBe(HttpStatusCode.OK).ShouldHaveOnly("user_id", "items");
        (await _wire.GetAsync("/api/v1/items/")).ShouldBe(HttpStatusCode.Unauthorized).TextAt("detail").ShouldBe("Not authenticated");
        (await _wire.GetAsync("/api/v1/items/", ("Authorization", "Bearer null"))).ShouldBe(HttpStatusCode.Unauthorized)
            .TextAt("detail").ShouldBe("Could not validate credentials");

        _time.Advance(ServerB.AccessTokenLifetime);
        (await _wire.GetAsync("/api/v1/items/", ("Authorization", $"Bearer {token}"))).ShouldBe(HttpStatusCode.Unauthorized)
            .TextAt("detail").ShouldBe("Expired Access Token");
    }

    [Fact]
    public async Task Its_redirect_is_absolute_and_believes_the_host_header()
    {
        var answer = await _wire.GetAsync("/api/v1/items?page=2", ("Host", "shop.example.com"));

        answer.Status.ShouldBe(HttpStatusCode.TemporaryRedirect);
        answer.Headers.Location!.OriginalString.ShouldBe("http://shop.example.com/api/v1/items/?page=2");
    }

    [Theory]
    [InlineData(null, "*")]
    [InlineData("a=b", "https://evil.example")]
    public async Task It_reflects_any_origin_once_it_sees_a_cookie(string? cookie, string allowed)
    {
        (string, string)[] headers = cookie is null ? [] : [("Cookie", cookie)];

        var answer = await _wire.GetAsync("/api/v1/items/", [("Origin", "https://evil.example"), .. headers]);

        answer.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe([allowed]);
        answer.Headers.GetValues("Access-Control-Allow-Credentials").ShouldBe(["true"]);
    }

    private async Task<JsonObject> SignInAsync() => (await _wire
        .PostFormAsync("/api/v1/login", ("username", FakeAuthServer.Email), ("password", FakeAuthServer.Password))).ShouldBe(HttpStatusCode.OK);

    private Task<WireAnswer> RefreshAsync(string token) => _wire.PostJsonAsync("/api/v1/refresh", new { refresh_token = token });
}
