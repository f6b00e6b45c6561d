using System.Net;
using Demo.AuthServer;
using static Gateway.Tests.Support.Fakes.JsonReading;

namespace Gateway.Tests.Support.Fakes;

public sealed class DemoCodeFlowTests : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private DemoAuthServer _server = null!;
    private CodeFlow _flow = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await DemoAuthServer.StartAsync(new DemoAuthServerOptions(), _time);
        _flow = new CodeFlow(_server);
    }

    public async ValueTask DisposeAsync()
    {
        _flow.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_person_signs_in_and_the_code_is_good_for_tokens()
    {
        var page = await _flow.Person.VisitAsync(CodeFlow.Link(("login_hint", "\"><script>"), ("prompt", "select_account"), ("ui_locales", "de")));
        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Body.ShouldNotContain("<script>");
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("form-action 'self' https://gateway.example.com;"); // else a browser stops at the redirect
        policy.ShouldNotContain("unsafe");

        var location = await _flow.Person.SignInAsync(CodeFlow.Link());

        location.GetLeftPart(UriPartial.Path).ShouldBe(CodeFlow.Callback);
        var brought = CodeFlow.Brought(location);
        brought.Keys.ShouldBe(["code", "state", "iss"], ignoreOrder: true);
        brought["state"].ShouldBe("the-state");
        brought["iss"].ShouldBe(_server.Issuer);

        var tokens = (await _flow.ExchangeAsync(brought["code"])).ShouldBe(HttpStatusCode.OK);
        tokens.ShouldHaveOnly("access_token", "id_token", "refresh_token", "token_type", "expires_in", "scope");
        tokens.TextAt("scope").Split(' ').ShouldBe(["openid", "email"], ignoreOrder: true);
        Claims(tokens.TextAt("access_token")).TextAt("email").ShouldBe(DemoAuthServerOptions.DemoEmail);
        _server.Counters.SignIns.Value.ShouldBe(1);
    }

    [Fact]
    public async Task A_wrong_password_shows_the_form_again()
    {
        var page = await _flow.Person.VisitAsync(CodeFlow.Link());
        var again = await _flow.Person.SubmitAsync(page, ("username", "a\"b@example.com"), ("password", "no"));

        again.Status.ShouldBe(HttpStatusCode.OK);
        again.Body.ShouldContain("Email or password is wrong.");
        again.Body.ShouldContain("a&quot;b@example.com");
        again.SetCookies.ShouldBeEmpty();
        _server.Counters.SignInsRefused.Value.ShouldBe(1);
        (await _flow.Person.SubmitAsync(again, ("username", DemoAuthServerOptions.DemoEmail), ("password", DemoAuthServerOptions.DemoPassword)))
            .Status.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task Who_is_signed_in_there_is_not_asked_again_unless_the_client_wants_it()
    {
        await _flow.CodeAsync();

        (await _flow.Person.VisitAsync(CodeFlow.Link())).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await _flow.Person.VisitAsync(CodeFlow.Link(("prompt", "none")))).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await _flow.Person.VisitAsync(CodeFlow.Link(("prompt", "login")))).Status.ShouldBe(HttpStatusCode.OK);
        (await _flow.Person.VisitAsync(CodeFlow.Link(("max_age", "60")))).Status.ShouldBe(HttpStatusCode.SeeOther);
        _time.Advance(TimeSpan.FromSeconds(61));
        (await _flow.Person.VisitAsync(CodeFlow.Link(("max_age", "60")))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("response_type", null, "unsupported_response_type")]
    [InlineData("response_mode", "fragment", "invalid_request")]
    [InlineData("request", "eyJ", "request_not_supported")]
    [InlineData("code_challenge", null, "invalid_request")]
    [InlineData("code_challenge", "short", "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("code_challenge_method", null, "invalid_request")]
    [InlineData("max_age", "-1", "invalid_request")]
    [InlineData("prompt", "none login", "invalid_request")]
    [InlineData("prompt", "none", "login_required")]
    public async Task A_faulty_request_is_sent_back(string name, string? value, string error)
    {
        var brought = CodeFlow.Brought(await _flow.Person.SignInAsync(CodeFlow.Link((name, value))));

        brought["error"].ShouldBe(error);
        brought["state"].ShouldBe("the-state");
        brought["iss"].ShouldBe(_server.Issuer);
        brought.ShouldNotContainKey("code");
    }

    [Theory]
    [InlineData("client_id", "another")]
    [InlineData("redirect_uri", null)]
    [InlineData("redirect_uri", "https://gateway.example.com/auth/callback/")]
    [InlineData("redirect_uri", "https://elsewhere.example.com/auth/callback")]
    [InlineData("request_uri", "urn:ietf:params:oauth:request_uri:unknown", HttpStatusCode.OK)] // nothing is pushed here, so it says nothing
    public async Task A_request_of_nobody_known_leads_nowhere(string name, string? value, HttpStatusCode status = HttpStatusCode.BadRequest)
    {
        var answer = await _flow.Person.VisitAsync(CodeFlow.Link((name, value)));

        answer.Status.ShouldBe(status);
        answer.Headers.Location.ShouldBeNull();
    }

    [Fact]
    public async Task A_parameter_that_is_there_twice_is_a_fault() =>
        CodeFlow.Brought(await _flow.Person.SignInAsync(CodeFlow.Link() + "&nonce=another"))["error"].ShouldBe("invalid_request");

    [Fact]
    public async Task A_code_used_twice_ends_what_it_was_good_for()
    {
        var code = await _flow.CodeAsync();
        var tokens = (await _flow.ExchangeAsync(code)).ShouldBe(HttpStatusCode.OK);

        (await _flow.ErrorAsync(code)).ShouldBe("invalid_grant");

        (await _flow.RefreshAsync(tokens)).ShouldBe(HttpStatusCode.BadRequest).TextAt("error").ShouldBe("invalid_grant");
        _server.IsCurrentAccessToken(tokens.TextAt("access_token")).ShouldBeFalse();
        _server.Counters.FamiliesEnded.Value.ShouldBe(1);
    }

    [Fact]
    public async Task A_code_is_bound_to_its_request_and_to_a_minute_and_a_wrong_proof_uses_it_up()
    {
        var code = await _flow.CodeAsync();
        (await _flow.ErrorAsync(code, verifier: CodeFlow.Verifier + "x")).ShouldBe("invalid_grant");
        (await _flow.ErrorAsync(code)).ShouldBe("invalid_grant");

        (await _flow.ErrorAsync(await _flow.CodeAsync(), redirectUri: CodeFlow.Callback + "/")).ShouldBe("invalid_grant");
        (await _flow.ErrorAsync("unknown")).ShouldBe("invalid_grant");

        var late = await _flow.CodeAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        (await _flow.ErrorAsync(late)).ShouldBe("invalid_grant");

        (await _flow.Wire.PostFormAsync("/token", [.. CodeFlow.Secret, ("grant_type", "authorization_code"), ("code", await _flow.CodeAsync())]))
            .ShouldBe(HttpStatusCode.BadRequest).TextAt("error").ShouldBe("invalid_request");
        (await _flow.Wire.PostFormAsync("/token", ("client_id", "demo-gateway"), ("grant_type", "authorization_code"), ("code", "any")))
            .ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Refresh_tokens_of_a_code_rotate_and_their_reuse_is_detected()
    {
        var first = await _flow.SignInAsync();
        var second = (await _flow.RefreshAsync(first)).ShouldBe(HttpStatusCode.OK);
        second.ShouldHaveOnly("access_token", "refresh_token", "token_type", "expires_in", "scope");

        (await _flow.RefreshAsync(first)).ShouldBe(HttpStatusCode.BadRequest);
        (await _flow.RefreshAsync(second)).ShouldBe(HttpStatusCode.BadRequest);
    }
}
