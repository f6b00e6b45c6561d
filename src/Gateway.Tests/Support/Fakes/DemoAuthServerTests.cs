using System.Net;
using System.Text.Json.Nodes;
using Demo.AuthServer;
using static Gateway.Tests.Support.Fakes.JsonReading;

namespace Gateway.Tests.Support.Fakes;

public sealed class DemoAuthServerTests : IAsyncLifetime
{
    private static readonly (string, string) Client = ("client_id", "demo-gateway");
    private static readonly (string, string) Secret = ("client_secret", "demo-secret");

    private readonly FakeTime _time = new();
    private DemoAuthServer _server = null!;
    private Wire _wire = null!;

    public ValueTask InitializeAsync() => new(StartAsync(new DemoAuthServerOptions()));

    public async ValueTask DisposeAsync()
    {
        _wire.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Discovery_lists_what_exists()
    {
        var configuration = (await _wire.GetAsync("/.well-known/openid-configuration")).ShouldBe(HttpStatusCode.OK);

        configuration.TextAt("issuer").ShouldBe(_server.Address.GetLeftPart(UriPartial.Authority));
        configuration.TextAt("token_endpoint").ShouldBe($"{_server.Issuer}/token");
        configuration.TextAt("revocation_endpoint").ShouldBe($"{_server.Issuer}/revoke");
        configuration.TextAt("authorization_endpoint").ShouldBe($"{_server.Issuer}/authorize");
        configuration.TextAt("end_session_endpoint").ShouldBe($"{_server.Issuer}/logout");
        configuration.ContainsKey("pushed_authorization_request_endpoint").ShouldBeFalse();
        configuration.ContainsKey("userinfo_endpoint").ShouldBeFalse();
        (await _wire.GetAsync("/jwks")).ShouldBe(HttpStatusCode.OK)["keys"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Sign_in_takes_json_or_a_form()
    {
        var tokens = await LoginAsync();

        tokens.ShouldHaveOnly("access_token", "refresh_token", "token_type", "expires_in");
        var claims = Claims(tokens.TextAt("access_token"));
        claims.ShouldHaveOnly("iss", "aud", "sub", "email", "jti", "iat", "exp");
        (claims["exp"]!.GetValue<long>() - claims["iat"]!.GetValue<long>()).ShouldBe(10);
        _server.CurrentAccessToken(DemoAuthServerOptions.DemoEmail).ShouldBe(tokens.TextAt("access_token"));

        (await _wire.PostFormAsync("/login", ("username", DemoAuthServerOptions.DemoEmail), ("password", DemoAuthServerOptions.DemoPassword)))
            .ShouldBe(HttpStatusCode.OK);
        _server.Counters.SignIns.Value.ShouldBe(2);
    }

    [Fact]
    public async Task Sign_in_refuses_each_fault_with_its_status()
    {
        (await _wire.PostJsonAsync("/login", new { email = DemoAuthServerOptions.DemoEmail, password = "no" }))
            .ShouldBe(HttpStatusCode.Unauthorized).ToJsonString().ShouldBe("""{"detail":"Invalid credentials"}""");
        (await _wire.PostJsonAsync("/login", new { email = "x" })).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await _wire.PostTextAsync("/login", "{", "application/json")).ShouldBe(HttpStatusCode.BadRequest);
        (await _wire.PostTextAsync("/login", "x", "text/plain")).ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task A_refresh_token_used_twice_ends_its_family_and_no_other()
    {
        var other = await LoginAsync();
        var first = (await LoginAsync()).TextAt("refresh_token");
        var second = (await RefreshAsync(first)).ShouldBe(HttpStatusCode.OK).TextAt("refresh_token");
        string.Equals(second, first, StringComparison.Ordinal).ShouldBeFalse();

        (await RefreshAsync(first)).ShouldBe(HttpStatusCode.Unauthorized);
        (await RefreshAsync(second)).ShouldBe(HttpStatusCode.Unauthorized);
        (await RefreshAsync(other.TextAt("refresh_token"))).ShouldBe(HttpStatusCode.OK);

        _server.Counters.ReusesDetected.Value.ShouldBe(1);
        _server.Counters.FamiliesEnded.Value.ShouldBe(1);
        _server.Counters.RefreshCalls.Value.ShouldBe(4);
        _server.Counters.RefreshesGranted.Value.ShouldBe(2);
        _server.Counters.RefreshesRefused.Value.ShouldBe(2);
    }

    [Fact]
    public async Task Within_the_grace_a_used_refresh_token_is_good_for_another_one()
    {
        await RestartAsync(new DemoAuthServerOptions { ReuseGrace = TimeSpan.FromSeconds(30) });
        var token = (await LoginAsync()).TextAt("refresh_token");

        (await RefreshAsync(token)).ShouldBe(HttpStatusCode.OK);
        _time.Advance(TimeSpan.FromSeconds(29));
        (await RefreshAsync(token)).ShouldBe(HttpStatusCode.OK);
        _time.Advance(TimeSpan.FromSeconds(1));
        (await RefreshAsync(token)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Tokens_expire_by_the_clock_of_the_server()
    {
        var tokens = await LoginAsync();

        _time.Advance(TimeSpan.FromSeconds(10));
        _server.CurrentAccessToken(DemoAuthServerOptions.DemoEmail).ShouldBeNull();

        _time.Advance(TimeSpan.FromDays(14));
        (await RefreshAsync(tokens.TextAt("refresh_token"))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Options_decide_what_answers_carry()
    {
        await RestartAsync(new DemoAuthServerOptions { OpaqueAccessTokens = true, SendExpiresIn = false, SendRefreshExpiresIn = true });

        var tokens = await LoginAsync();

        tokens.ShouldHaveOnly("access_token", "refresh_token", "token_type", "refresh_expires_in");
        tokens.TextAt("access_token").ShouldNotContain(".");
        _server.IsCurrentAccessToken(tokens.TextAt("access_token")).ShouldBeTrue();
    }

    [Fact]
    public async Task Revocation_ends_the_family_and_is_content_with_unknown_tokens()
    {
        var byRefreshToken = await LoginAsync();
        var byAccessToken = await LoginAsync();

        (await _wire.PostFormAsync("/revoke", Client, Secret, ("token", byRefreshToken.TextAt("refresh_token")))).ShouldBe(HttpStatusCode.OK);
        (await _wire.PostFormAsync("/revoke", Client, Secret, ("token", byAccessToken.TextAt("access_token")))).ShouldBe(HttpStatusCode.OK);
        (await _wire.PostFormAsync("/revoke", Client, Secret, ("token", "unknown"))).ShouldBe(HttpStatusCode.OK);
        (await _wire.PostFormAsync("/revoke", Client, Secret)).ShouldBe(HttpStatusCode.BadRequest);
        (await _wire.PostFormAsync("/revoke", ("token", "unknown"))).ShouldBe(HttpStatusCode.Unauthorized);

        (await RefreshAsync(byRefreshToken.TextAt("refresh_token"))).ShouldBe(HttpStatusCode.Unauthorized);
        (await RefreshAsync(byAccessToken.TextAt("refresh_token"))).ShouldBe(HttpStatusCode.Unauthorized);
        _server.Counters.FamiliesEnded.Value.ShouldBe(2);
        _server.Counters.Revocations.Value.ShouldBe(3);
    }

    [Fact]
    public async Task Sign_out_and_the_operator_end_sessions()
    {
        var signedOut = (await LoginAsync()).TextAt("refresh_token");
        (await _wire.PostJsonAsync("/signout", new { refresh_token = signedOut })).ShouldBe(HttpStatusCode.OK);
        (await RefreshAsync(signedOut)).ShouldBe(HttpStatusCode.Unauthorized);

        var revoked = await LoginAsync();
        _server.RevokeSessions(DemoAuthServerOptions.DemoEmail);
        (await RefreshAsync(revoked.TextAt("refresh_token"))).ShouldBe(HttpStatusCode.Unauthorized);
        _server.IsCurrentAccessToken(revoked.TextAt("access_token")).ShouldBeFalse();
    }

    private async Task StartAsync(DemoAuthServerOptions options)
    {
        _server = await DemoAuthServer.StartAsync(options, _time);
        _wire = new Wire(_server.Address);
    }

    private async Task RestartAsync(DemoAuthServerOptions options)
    {
        await DisposeAsync();
        await StartAsync(options);
    }

    private async Task<JsonObject> LoginAsync() => (await _wire.PostJsonAsync(
        "/login", new { email = DemoAuthServerOptions.DemoEmail, password = DemoAuthServerOptions.DemoPassword })).ShouldBe(HttpStatusCode.OK);

    private Task<WireAnswer> RefreshAsync(string token) => _wire.PostJsonAsync("/refresh", new { refresh_token = token });
}
