using System.Net;
using Demo.AuthServer;
using Demo.AuthServer.Traffic;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Tests.Support.Fakes;

public sealed class DemoIdTokenTests : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private DemoAuthServer _server = null!;
    private CodeFlow _flow = null!;

    public static TheoryData<string> Faults =>
    [
        nameof(TokenFault.WrongIssuer),
        nameof(TokenFault.WrongAudience),
        nameof(TokenFault.Expired),
        nameof(TokenFault.WithoutSignature),
        nameof(TokenFault.SignedByStranger),
    ];

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
    public async Task It_says_who_signed_in_when_and_for_which_request()
    {
        var idToken = (await _flow.SignInAsync()).TextAt("id_token");

        (await CheckAsync(idToken)).IsValid.ShouldBeTrue();
        var claims = JsonReading.Claims(idToken);
        claims.ShouldHaveOnly("iss", "aud", "sub", "email", "email_verified", "iat", "exp", "auth_time", "sid", "nonce");
        claims.TextAt("nonce").ShouldBe("the-nonce");
        claims.TextAt("email").ShouldBe(DemoAuthServerOptions.DemoEmail);
        claims.TextAt("sub").ShouldBe(JsonReading.Claims((await _flow.SignInAsync()).TextAt("access_token")).TextAt("sub"));
        claims.TextAt("sid").ShouldBe(_server.SessionIdsOf(DemoAuthServerOptions.DemoEmail).ShouldHaveSingleItem());
        claims["auth_time"]!.GetValue<long>().ShouldBe(_time.GetUtcNow().ToUnixTimeSeconds());
    }

    [Fact]
    public async Task A_second_tab_shares_the_session_and_another_browser_does_not()
    {
        var first = JsonReading.Claims((await _flow.SignInAsync()).TextAt("id_token"));
        _time.Advance(TimeSpan.FromSeconds(5));
        var second = JsonReading.Claims((await _flow.SignInAsync(("nonce", "of-the-second-tab"))).TextAt("id_token"));
        using var other = new CodeFlow(_server);
        var third = JsonReading.Claims((await other.SignInAsync(("nonce", null))).TextAt("id_token"));

        second.TextAt("sid").ShouldBe(first.TextAt("sid"));
        second.TextAt("nonce").ShouldBe("of-the-second-tab");
        second["auth_time"]!.GetValue<long>().ShouldBe(first["auth_time"]!.GetValue<long>());
        third.TextAt("sid").ShouldNotBe(first.TextAt("sid"));
        third.ContainsKey("nonce").ShouldBeFalse();
    }

    [Fact]
    public async Task Without_the_scope_openid_there_is_none() =>
        (await _flow.SignInAsync(("scope", "email"))).ContainsKey("id_token").ShouldBeFalse();

    [Fact]
    public async Task A_new_key_signs_from_its_roll_over_on_and_the_old_one_stays_until_it_is_withdrawn()
    {
        var old = (await _flow.SignInAsync()).TextAt("id_token");
        _server.RollKeyOver();
        var @new = (await _flow.SignInAsync()).TextAt("id_token");

        new JsonWebToken(@new).Kid.ShouldNotBe(new JsonWebToken(old).Kid);
        (await CheckAsync(old)).IsValid.ShouldBeTrue();
        (await CheckAsync(@new)).IsValid.ShouldBeTrue();

        _server.RollKeyOver(keepOld: false);
        (await CheckAsync(old)).IsValid.ShouldBeFalse();

        (await _flow.Wire.PostAsync("/control/key", null)).ShouldBe(HttpStatusCode.NoContent);
        (await KeysAsync()).Keys.Count.ShouldBe(2);
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task It_can_be_spoiled_once(string fault)
    {
        _server.IdTokenFaults.Set(typeof(TokenFault).GetMethod(fault)!.CreateDelegate<Action<TokenDraft>>());

        (await CheckAsync((await _flow.SignInAsync()).TextAt("id_token"))).IsValid.ShouldBeFalse();
        (await CheckAsync((await _flow.SignInAsync()).TextAt("id_token"))).IsValid.ShouldBeTrue();
    }

    [Fact]
    public async Task Its_nonce_can_be_spoiled()
    {
        _server.IdTokenFaults.Set(TokenFault.WrongNonce);
        JsonReading.Claims((await _flow.SignInAsync()).TextAt("id_token")).TextAt("nonce").ShouldBe("of-another-sign-in");

        _server.IdTokenFaults.Set(TokenFault.NoNonce, times: 2);
        (await _flow.SignInAsync()).TextAt("id_token").ShouldSatisfyAllConditions(token => JsonReading.Claims(token).ContainsKey("nonce").ShouldBeFalse());
        (await _flow.SignInAsync()).TextAt("id_token").ShouldSatisfyAllConditions(token => JsonReading.Claims(token).ContainsKey("nonce").ShouldBeFalse());
        JsonReading.Claims((await _flow.SignInAsync()).TextAt("id_token")).TextAt("nonce").ShouldBe("the-nonce");
    }

    private async Task<TokenValidationResult> CheckAsync(string token) => await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
    {
        ValidIssuer = _server.Issuer,
        ValidAudience = "demo-gateway",
        IssuerSigningKeys = (await KeysAsync()).GetSigningKeys(),
    });

    private async Task<JsonWebKeySet> KeysAsync() => new((await _flow.Wire.GetAsync("/jwks")).ShouldBe(HttpStatusCode.OK).ToJsonString());
}
