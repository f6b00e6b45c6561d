using System.Text;
using Gateway.AuthServers;
using Gateway.Tests.AuthServers.Support;

namespace Gateway.Tests.AuthServers;

public sealed class SignInTests
{
    private static readonly string AccessJwt = Session.Jwt("""{"sub":"u-1","email":"claim@example.com","exp":4000000000}""");

    [Fact]
    public void Token_fields_are_taken_out_and_all_else_is_kept()
    {
        var granted = Granted(
            "{}",
            $$"""{"id":"1","access_token":"{{AccessJwt}}","n":1.50,"nested":{"access_token":"kept"},"refresh_token":"r","id_token":"i","token_type":"bearer","list":[1,"ä"],"none":null}"""
        );

        Text(granted.Body).ShouldBe("""{"id":"1","n":1.50,"nested":{"access_token":"kept"},"token_type":"bearer","list":[1,"\u00E4"],"none":null}""");
        granted.Tokens.AccessToken.Reveal().ShouldBe(AccessJwt);
        granted.Tokens.RefreshToken.Reveal().ShouldBe("r");
        granted.Tokens.IdToken.Reveal().ShouldBe("i");
        granted.Tokens.TokenType.ShouldBe("bearer");
        (granted.User, granted.Email).ShouldBe(("u-1", "claim@example.com"));
    }

    [Fact]
    public void Nested_tokens_leave_their_siblings()
    {
        var granted = Granted(
            """{ "Tokens": { "AccessToken": ["tokens.idToken"], "RefreshToken": ["tokens.refreshToken"] } }""",
            """{"tokens":{"idToken":"a","refreshToken":"r","kind":"x"},"tokens":{"idToken":"b"},"tokens.idToken":"c"}"""
        );

        Text(granted.Body).ShouldBe("""{"tokens":{"kind":"x"},"tokens":{}}""");
    }

    [Fact]
    public void Every_place_a_token_may_lie_in_is_cleared_also_those_not_read()
    {
        const string json =
            """{ "Tokens": { "AccessToken": ["accessToken", "cookie:xid_access"], "RefreshToken": ["cookie:xid_refresh", "refresh"] }, "HideCookies": ["trace"] }""";
        using var configured = Configured(json);

        configured.Server.HiddenCookies.ShouldBe(["xid_access", "xid_refresh", "trace"], ignoreOrder: true);
        var granted = Granted(json, """{"accessToken":"a","refresh":"other","id":"1"}""", "xid_access=b; Path=/", "xid_refresh=r=; path=/");
        granted.Tokens.AccessToken.Reveal().ShouldBe("a");
        granted.Tokens.RefreshToken.Reveal().ShouldBe("r=");
        Text(granted.Body).ShouldBe("""{"id":"1"}""");
    }

    [Fact]
    public void Tokens_in_cookies_need_no_json()
    {
        var granted = Granted(
            """{ "Tokens": { "AccessToken": ["cookie:a"], "RefreshToken": ["cookie:r"] } }""",
            "<p>Welcome",
            "a=1",
            "r=old",
            "r=new"
        );

        Text(granted.Body).ShouldBe("<p>Welcome");
        granted.Tokens.RefreshToken.Reveal().ShouldBe("new");
    }

    [Fact]
    public void A_byte_order_mark_hides_nothing() => Text(Granted("{}", "\uFEFF{\"access_token\":\"a\"}").Body).ShouldBe("{}");

    [Theory]
    [InlineData("""["claim:none", "request:username"]""", "typed@example.com")]
    [InlineData("""["claim:email", "request:username"]""", "claim@example.com")]
    [InlineData("""["id_token:mail"]""", "id@example.com")]
    [InlineData("""["profile.mail"]""", "body@example.com")]
    [InlineData("""["claim:exp"]""", "4000000000")]
    [InlineData("""["long", "control", "profile", "claim:email"]""", "claim@example.com")]
    [InlineData("[]", null)]
    public async Task The_email_is_the_first_that_is_found(string locators, string? email)
    {
        using var configured = Configured($$"""{ "Tokens": { "Email": {{locators}} } }""");
        var request = await RequestFields.ParseAsync(
            "application/x-www-form-urlencoded",
            "username=typed%40example.com"u8.ToArray(),
            TestContext.Current.CancellationToken
        );
        var id = Session.Jwt("""{"mail":"id@example.com"}""");
        var body =
            $$"""{"access_token":"{{AccessJwt}}","id_token":"{{id}}","profile":{"mail":"body@example.com"},"control":"a\nb","long":"{{new string('x', 513)}}"}""";

        configured.Server.ReadSignIn(Reply(body), request).ShouldBeOfType<SignInAnswer.Granted>().Email.ShouldBe(email);
        configured.Server.NeedsRequest.ShouldBe(locators.Contains("request:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(401, """{"access_token":"a"}""")]
    [InlineData(302, """{"access_token":"a"}""")]
    [InlineData(200, """{"mfa_required":true}""")]
    [InlineData(200, """{"access_token":null}""")]
    [InlineData(200, """{"access_token":""}""")]
    [InlineData(200, """{"access_token":42}""")]
    [InlineData(200, """["access_token"]""")]
    [InlineData(200, "\"access_token\"")]
    [InlineData(204, "")]
    public void Without_an_access_token_the_answer_passes(int status, string body) => Read(Reply(body, status)).ShouldBeOfType<SignInAnswer.NoTokens>();

    [Fact]
    public void What_is_no_json_and_does_not_say_so_passes() =>
        Read(new SignInReply(200, "text/html", [], "<html>"u8.ToArray())).ShouldBeOfType<SignInAnswer.NoTokens>();

    [Theory]
    [InlineData("""{"access_token":"a\r\nX-Evil: 1"}""")]
    [InlineData("""{"access_token":"a\u0000"}""")]
    [InlineData("""{"access_token":"ä"}""")]
    [InlineData("""{"access_token":"a","refresh_token":"r\n"}""")]
    [InlineData("""{"access_token":"a","other":"\ud800"}""")]
    [InlineData("""{"access_token":"a" """)]
    public void What_cannot_be_used_or_searched_never_passes(string body) => Read(Reply(body)).ShouldBeOfType<SignInAnswer.Garbage>();

    [Fact]
    public void What_is_too_large_or_too_deep_never_passes()
    {
        Read(Reply($$"""{"access_token":"a","pad":"{{new string('x', AuthServer.MaxAnswerBytes)}}"}""")).ShouldBeOfType<SignInAnswer.Garbage>();
        Read(Reply($$"""{"access_token":"a","deep":{{new string('[', 1000)}}{{new string(']', 1000)}}}""")).ShouldBeOfType<SignInAnswer.Garbage>();
        Read(new SignInReply(200, "application/json", [], new byte[] { (byte)'"', 0xFF, (byte)'"' })).ShouldBeOfType<SignInAnswer.Garbage>();
    }

    [Fact]
    public void Reasons_carry_nothing_of_the_answer() =>
        Read(Reply("""{"access_token":"SECRET\n"}""")).ShouldBeOfType<SignInAnswer.Garbage>().Reason.ShouldNotContain("SECRET");

    private static ConfiguredAuthServer Configured(string json) =>
        ConfiguredAuthServer.FromJson($$"""{ "BaseAddress": "http://127.0.0.1:1", "Refresh": { "Path": "/refresh" }, {{json.Trim()[1..]}}""");

    private static SignInAnswer Read(SignInReply reply)
    {
        using var configured = Configured("{}");
        return configured.Server.ReadSignIn(reply, RequestFields.None);
    }

    private static SignInAnswer.Granted Granted(string json, string body, params string[] setCookies)
    {
        using var configured = Configured(json);
        return configured.Server.ReadSignIn(Reply(body, setCookies: setCookies) with { ContentType = null }, RequestFields.None).ShouldBeOfType<SignInAnswer.Granted>();
    }

    private static SignInReply Reply(string body, int status = 200, params string[] setCookies) =>
        new(status, "application/json", setCookies, Encoding.UTF8.GetBytes(body));

    private static string Text(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span);
}
