using System.Net;
using Demo.AuthServer;
using Demo.AuthServer.Traffic;
using Demo.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Gateway.Tests.Support.Fakes;

public sealed class DemoLogoutTests : IAsyncLifetime
{
    private const string StartPage = "https://gateway.example.com/";

    private readonly List<string> _logoutTokens = [];
    private DemoAuthServer _server = null!;
    private CodeFlow _flow = null!;
    private InProcessServer _client = null!;

    public async ValueTask InitializeAsync()
    {
        _client = await InProcessServer.StartAsync("http://127.0.0.1:0", app => app.MapPost("/backchannel", (HttpRequest request) =>
        {
            _logoutTokens.Add($"{request.Form["logout_token"]}");
            return TypedResults.StatusCode(StatusCodes.Status202Accepted);
        }));
        _server = await DemoAuthServer.StartAsync(new DemoAuthServerOptions(), new FakeTime());
        _server.Client.BackchannelLogoutUri = new Uri(_client.Address, "/backchannel");
        _server.Client.AddPostLogoutRedirectUri(StartPage);
        _flow = new CodeFlow(_server);
    }

    public async ValueTask DisposeAsync()
    {
        _flow.Dispose();
        await _server.DisposeAsync();
        await _client.DisposeAsync();
    }

    [Fact]
    public async Task A_hint_ends_the_session_and_leads_back_without_a_question()
    {
        var tokens = await _flow.SignInAsync();
        using var other = new CodeFlow(_server);
        var untouched = await other.SignInAsync();

        var answer = await LogOutAsync(("id_token_hint", tokens.TextAt("id_token")), ("post_logout_redirect_uri", StartPage), ("state", "a b"));

        answer.Status.ShouldBe(HttpStatusCode.SeeOther);
        answer.Headers.Location!.AbsoluteUri.ShouldBe(StartPage + "?state=a%20b");
        (await _flow.RefreshAsync(tokens)).ShouldBe(HttpStatusCode.BadRequest);
        (await _flow.Person.VisitAsync(CodeFlow.Link())).Status.ShouldBe(HttpStatusCode.OK); // the form again
        (await _flow.RefreshAsync(untouched)).ShouldBe(HttpStatusCode.OK);

        var logoutToken = new JsonWebToken(_logoutTokens.ShouldHaveSingleItem());
        logoutToken.Typ.ShouldBe("logout+jwt");
        var claims = JsonReading.Claims(logoutToken.EncodedToken);
        claims.ShouldHaveOnly("iss", "aud", "sub", "sid", "iat", "exp", "jti", "events");
        claims.TextAt("sid").ShouldBe(JsonReading.Claims(tokens.TextAt("id_token")).TextAt("sid"));
        claims["events"]!.ToJsonString().ShouldBe("""{"http://schemas.openid.net/event/backchannel-logout":{}}""");
        (await LogOutAsync(("id_token_hint", tokens.TextAt("id_token")))).Body.ShouldContain("You are signed out");
        _logoutTokens.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Without_a_hint_the_person_is_asked()
    {
        await _flow.SignInAsync();

        var question = await LogOutAsync(("client_id", "demo-gateway"), ("post_logout_redirect_uri", StartPage));
        question.Status.ShouldBe(HttpStatusCode.OK);
        _logoutTokens.ShouldBeEmpty();

        var answer = await _flow.Person.SubmitAsync(question, ("confirmed", "yes"), ("client_id", "demo-gateway"), ("post_logout_redirect_uri", StartPage));
        answer.Headers.Location!.AbsoluteUri.ShouldBe(StartPage);
        _server.SessionIdsOf(DemoAuthServerOptions.DemoEmail).ShouldBeEmpty();
        _logoutTokens.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("post_logout_redirect_uri", StartPage)] // of whom?
    [InlineData("id_token_hint", "garbage")]
    [InlineData("client_id", "another")]
    public async Task What_cannot_be_trusted_leads_nowhere(string name, string value)
    {
        await _flow.SignInAsync();

        var answer = await LogOutAsync((name, value));

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        _server.SessionIdsOf(DemoAuthServerOptions.DemoEmail).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_hint_of_another_browser_does_not_spare_the_question_and_an_unknown_address_is_refused()
    {
        var mine = (await _flow.SignInAsync()).TextAt("id_token");
        using var other = new CodeFlow(_server);
        var foreign = (await other.SignInAsync()).TextAt("id_token");

        (await LogOutAsync(("id_token_hint", foreign))).Body.ShouldContain("name=\"confirmed\"");
        (await LogOutAsync(("id_token_hint", mine), ("post_logout_redirect_uri", "https://elsewhere.example.com/"))).Status.ShouldBe(HttpStatusCode.BadRequest);
        _logoutTokens.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_administrator_ends_all_sessions_and_the_client_is_told_of_each()
    {
        var tokens = await _flow.SignInAsync();
        using var other = new CodeFlow(_server);
        await other.SignInAsync();

        (await _flow.Wire.PostAsync($"/control/logout?email={DemoAuthServerOptions.DemoEmail}", null)).ShouldBe(HttpStatusCode.NoContent);

        _logoutTokens.Select(token => JsonReading.Claims(token).TextAt("sid")).Distinct().Count().ShouldBe(2);
        (await _flow.RefreshAsync(tokens)).ShouldBe(HttpStatusCode.BadRequest);
        _server.Counters.LogoutsSent.Value.ShouldBe(2);
    }

    [Fact]
    public async Task A_logout_token_can_be_made_spoiled_and_sent_by_hand()
    {
        _server.LogoutTokenFaults.Set(draft => draft.Type = "JWT");
        var token = _server.NewLogoutToken(DemoAuthServerOptions.DemoEmail);
        new JsonWebToken(token).Typ.ShouldBe("JWT");
        JsonReading.Claims(token).ContainsKey("sid").ShouldBeFalse();
        _server.LogoutTokenFaults.Set(TokenFault.WithoutSignature);
        new JsonWebToken(_server.NewLogoutToken(null, "a-session")).Alg.ShouldBe("none");

        (await _server.SendLogoutTokenAsync(token, TestContext.Current.CancellationToken)).ShouldBe(HttpStatusCode.Accepted);
        (await _server.SendLogoutTokenAsync(token, TestContext.Current.CancellationToken)).ShouldBe(HttpStatusCode.Accepted);
        _logoutTokens.ShouldBe([token, token]);

        await _client.StopListeningAsync();
        (await _server.SendLogoutTokenAsync(token, TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    private Task<WireAnswer> LogOutAsync(params (string Name, string Value)[] parameters) => _flow.Person.VisitAsync(
        QueryHelpers.AddQueryString("/logout", parameters.ToDictionary(parameter => parameter.Name, parameter => (string?)parameter.Value)));
}
