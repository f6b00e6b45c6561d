using System.Net;
using System.Text.Json.Nodes;
using Demo.Api;
using Demo.AuthServer;

namespace Gateway.Tests.Support.Fakes;

public sealed class DemoApiTests : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private DemoAuthServer _authServer = null!;
    private DemoApi _api = null!;
    private Wire _wire = null!;

    public async ValueTask InitializeAsync()
    {
        _authServer = await DemoAuthServer.StartAsync(new DemoAuthServerOptions(), _time);
        _api = await DemoApi.StartAsync(new DemoApiOptions { Authority = _authServer.Address }, _time);
        _wire = new Wire(_api.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _wire.Dispose();
        await _api.DisposeAsync();
        await _authServer.DisposeAsync();
    }

    [Fact]
    public async Task It_says_what_it_received_and_never_the_token()
    {
        var token = await SignInAsync(_authServer);

        var answer = await CallAsync(token);

        var received = answer.ShouldBe(HttpStatusCode.OK);
        received.TextAt("email").ShouldBe(DemoAuthServerOptions.DemoEmail);
        received.TextAt("jti").ShouldBe(JsonReading.Claims(token).TextAt("jti"));
        received["seconds_left"]!.GetValue<double>().ShouldBeInRange(9, 10);
        received["headers"]!.AsArray().Select(name => name!.GetValue<string>()).ShouldBe(["Authorization", "Host"]);
        received["device_cookie_received"]!.GetValue<bool>().ShouldBeFalse();
        answer.Body.ShouldNotContain(token);
    }

    [Fact]
    public async Task It_notices_a_device_cookie() =>
        (await _wire.GetAsync("/api/hello", ("Authorization", $"Bearer {await SignInAsync(_authServer)}"), ("Cookie", "device_id=x")))
            .ShouldBe(HttpStatusCode.OK)["device_cookie_received"]!.GetValue<bool>().ShouldBeTrue();

    [Fact]
    public async Task Without_a_token_the_challenge_has_no_error()
    {
        var answer = await _wire.GetAsync("/api/hello");

        answer.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer realm=\"demo-api\"");
    }

    [Fact]
    public async Task A_token_is_refused_from_the_second_on_at_which_it_ends()
    {
        var token = await SignInAsync(_authServer);
        var end = DateTimeOffset.FromUnixTimeSeconds(JsonReading.Claims(token)["exp"]!.GetValue<long>());

        _time.Advance(end - _time.GetUtcNow() - TimeSpan.FromTicks(1));
        (await CallAsync(token)).ShouldBe(HttpStatusCode.OK);

        _time.Advance(TimeSpan.FromTicks(1));
        await RefusesAsync(token, "The token has expired");
    }

    [Fact]
    public async Task A_token_of_another_server_or_for_another_audience_is_refused()
    {
        await using var stranger = await DemoAuthServer.StartAsync(new DemoAuthServerOptions { Issuer = _authServer.Issuer }, _time);
        await RefusesAsync(await SignInAsync(stranger), "The token's signature is not valid");

        await using var elsewhere = await DemoAuthServer.StartAsync(new DemoAuthServerOptions { Audience = "other" }, _time);
        await using var api = await DemoApi.StartAsync(new DemoApiOptions { Authority = elsewhere.Address }, _time);
        using var wire = new Wire(api.Address);
        var answer = await wire.GetAsync("/api/hello", ("Authorization", $"Bearer {await SignInAsync(elsewhere)}"));
        answer.Headers.WwwAuthenticate.ToString().ShouldContain("The token is for another audience");
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.")]
    public async Task What_is_no_signed_jwt_is_refused(string token) =>
        (await CallAsync(token)).ShouldBe(HttpStatusCode.Unauthorized).ShouldHaveOnly("detail");

    [Fact]
    public async Task The_page_comes_with_a_policy_that_allows_nothing_inline()
    {
        foreach (var path in new[] { "/", "/app.js", "/style.css", "/favicon.svg" })
        {
            var answer = await _wire.GetAsync(path);
            answer.Status.ShouldBe(HttpStatusCode.OK, path);
            answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("default-src 'none'; script-src 'self'");
            answer.Body.ShouldNotContain(" style=");
            answer.Body.ShouldNotContain("<script>");
        }
    }

    private Task<WireAnswer> CallAsync(string token) => _wire.GetAsync("/api/hello", ("Authorization", $"Bearer {token}"));

    private async Task RefusesAsync(string token, string why)
    {
        var answer = await CallAsync(token);
        answer.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.WwwAuthenticate.ToString().ShouldBe($"Bearer realm=\"demo-api\", error=\"invalid_token\", error_description=\"{why}\"");
    }

    private static async Task<string> SignInAsync(DemoAuthServer server)
    {
        using var wire = new Wire(server.Address);
        JsonObject tokens = (await wire.PostJsonAsync(
            "/login", new { email = DemoAuthServerOptions.DemoEmail, password = DemoAuthServerOptions.DemoPassword })).ShouldBe(HttpStatusCode.OK);
        return tokens.TextAt("access_token");
    }
}
