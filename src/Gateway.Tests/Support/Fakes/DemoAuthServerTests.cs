using System.Net;
using System.Text;
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
        configuration.ContainsKey("authorization_endpoint").ShouldBeFalse();
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
    public async Task The_token_endpoint_authenticates_the_client_in_two_ways()
    {
        (string, string)[] grant =
        [
            ("grant_type", "password"), ("username", DemoAuthServerOptions.DemoEmail), ("password", DemoAuthServerOptions.DemoPassword),
        ];

        (await _wire.PostFormAsync("/token", [.. grant, Client, Secret])).ShouldBe(HttpStatusCode.OK);
        (await _wire.PostAsync("/token", Wire.Form(grant), ("Authorization", Basic("demo-gateway", "demo-secret")))).ShouldBe(HttpStatusCode.OK);

        var refused = await _wire.PostAsync("/token", Wire.Form(grant), ("Authorization", Basic("demo-gateway", "wrong")));
        refused.ShouldBe(HttpStatusCode.Unauthorized).TextAt("error").ShouldBe("invalid_client");
        refused.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("Basic");
        (await _wire.PostFormAsync("/token", grant)).ShouldBe(HttpStatusCode.Unauthorized);
        (await _wire.PostAsync("/token", Wire.Form([.. grant, Client, Secret]), ("Authorization", Basic("demo-gateway", "demo-secret"))))
            .ShouldBe(HttpStatusCode.BadRequest).TextAt("error").ShouldBe("invalid_request");
    }

    [Fact]
    public async Task The_token_endpoint_refreshes_and_names_its_errors()
    {
        var token = await PasswordGrantAsync();

        var answer = await TokenAsync(("grant_type", "refresh_token"), ("refresh_token", token));
        answer.ShouldBe(HttpStatusCode.OK).ShouldHaveOnly("access_token", "refresh_token", "token_type", "expires_in");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();

        (await ErrorAsync(("grant_type", "refresh_token"), ("refresh_token", token))).ShouldBe("invalid_grant");
        (await ErrorAsync(("grant_type", "refresh_token"))).ShouldBe("invalid_request");
        (await ErrorAsync(("grant_type", "client_credentials"))).ShouldBe("unsupported_grant_type");
        (await ErrorAsync()).ShouldBe("invalid_request");
        _server.Counters.RefreshCalls.Value.ShouldBe(3);
    }

    [Fact]
    public async Task A_refresh_that_repeats_offline_access_is_refused_and_uses_nothing_up()
    {
        var token = await PasswordGrantAsync(("scope", "openid offline_access"));

        (await ErrorAsync(("grant_type", "refresh_token"), ("refresh_token", token), ("scope", "openid offline_access"))).ShouldBe("invalid_scope");
        (await TokenAsync(("grant_type", "refresh_token"), ("refresh_token", token), ("scope", "openid"))).ShouldBe(HttpStatusCode.OK).TextAt("scope").ShouldBe("openid");
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

    private Task<WireAnswer> TokenAsync(params (string, string)[] fields) => _wire.PostFormAsync("/token", [.. fields, Client, Secret]);

    private async Task<string> ErrorAsync(params (string, string)[] fields) =>
        (await TokenAsync(fields)).ShouldBe(HttpStatusCode.BadRequest).TextAt("error");

    private async Task<string> PasswordGrantAsync(params (string, string)[] more) => (await TokenAsync(
    [
        ("grant_type", "password"), ("username", DemoAuthServerOptions.DemoEmail), ("password", DemoAuthServerOptions.DemoPassword), .. more,
    ])).ShouldBe(HttpStatusCode.OK).TextAt("refresh_token");

    private static string Basic(string id, string secret) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}"))}";
}
