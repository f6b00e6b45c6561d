using System.Net;
using System.Text.Json.Nodes;
using static Gateway.Tests.Support.Fakes.JsonReading;

namespace Gateway.Tests.Support.Fakes;

public sealed class ServerATests : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private ServerA _server = null!;
    private Wire _wire = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerA.StartAsync(_time);
        _wire = new Wire(_server.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _wire.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Sign_in_is_a_form_and_the_email_is_the_subject()
    {
        var tokens = await SignInAsync();

        tokens.ShouldHaveOnly("access_token", "refresh_token", "token_type");
        tokens.TextAt("token_type").ShouldBe("bearer");
        var claims = Claims(tokens.TextAt("access_token"));
        claims.ShouldHaveOnly("sub", "exp");
        claims.TextAt("sub").ShouldBe(FakeAuthServer.Email);
        claims["exp"]!.GetValue<long>().ShouldBe((_time.GetUtcNow() + TimeSpan.FromMinutes(2)).ToUnixTimeSeconds());
        _server.IsCurrentAccessToken(tokens.TextAt("access_token")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_wrong_password_is_401_and_json_is_422()
    {
        var refusal = (await _wire.PostFormAsync("/login", ("username", FakeAuthServer.Email), ("password", "no"))).ShouldBe(HttpStatusCode.Unauthorized);
        refusal.ToJsonString().ShouldBe("""{"detail":"Invalid credentials"}""");

        (await _wire.PostJsonAsync("/login", new { username = FakeAuthServer.Email, password = FakeAuthServer.Password })).ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Refresh_answers_the_same_refresh_token_and_no_token_type()
    {
        var tokens = await SignInAsync();
        _time.Advance(TimeSpan.FromMinutes(2));

        var refreshed = (await RefreshAsync(tokens.TextAt("refresh_token"))).ShouldBe(HttpStatusCode.OK);

        refreshed.ShouldHaveOnly("access_token", "refresh_token");
        refreshed.TextAt("refresh_token").ShouldBe(tokens.TextAt("refresh_token"));
        _server.IsCurrentAccessToken(tokens.TextAt("access_token")).ShouldBeFalse();
        _server.CurrentAccessToken().ShouldBe(refreshed.TextAt("access_token"));
        _server.Counters.RefreshesGranted.Value.ShouldBe(1);
    }

    [Fact]
    public async Task An_access_token_is_taken_for_a_refresh_token_while_it_lives()
    {
        var tokens = await SignInAsync();

        (await RefreshAsync(tokens.TextAt("access_token"))).ShouldBe(HttpStatusCode.OK)
            .TextAt("refresh_token").ShouldBe(tokens.TextAt("access_token"));
    }

    [Fact]
    public async Task Refusals_say_expired_or_invalid()
    {
        var token = (await SignInAsync()).TextAt("refresh_token");

        (await RefreshAsync("garbage")).ShouldBe(HttpStatusCode.Unauthorized).TextAt("detail").ShouldBe("Invalid refresh token");
        (await _wire.PostTextAsync("/refresh", "{", "application/json")).ShouldBe(HttpStatusCode.UnprocessableEntity);

        _time.Advance(TimeSpan.FromDays(4));
        (await RefreshAsync(token)).ShouldBe(HttpStatusCode.Unauthorized).TextAt("detail").ShouldBe("Refresh token expired");

        _server.RevokeSessions();
        (await RefreshAsync(token)).ShouldBe(HttpStatusCode.Unauthorized).TextAt("detail").ShouldBe("Invalid refresh token");
        _server.Counters.RefreshesRefused.Value.ShouldBe(4);
    }

    [Fact]
    public async Task The_path_of_its_readme_does_not_exist()
    {
        (await _wire.PostJsonAsync("/refresh-token", new { refresh_token = "any" })).ShouldBe(HttpStatusCode.NotFound);
        _server.Counters.RefreshCalls.Value.ShouldBe(0);
    }

    [Fact]
    public async Task Registering_is_once_for_an_email()
    {
        var account = new { email = "new@example.com", password = "secret" };

        (await _wire.PostJsonAsync("/register", account)).ShouldBe(HttpStatusCode.Created).ShouldHaveOnly("message");
        (await _wire.PostJsonAsync("/register", account)).ShouldBe(HttpStatusCode.BadRequest).ShouldHaveOnly("detail");
        (await _wire.PostFormAsync("/login", ("username", account.email), ("password", account.password))).ShouldBe(HttpStatusCode.OK);
    }

    private async Task<JsonObject> SignInAsync() =>
        (await _wire.PostFormAsync("/login", ("username", FakeAuthServer.Email), ("password", FakeAuthServer.Password))).ShouldBe(HttpStatusCode.OK);

    private Task<WireAnswer> RefreshAsync(string token) => _wire.PostJsonAsync("/refresh", new { refresh_token = token });
}
