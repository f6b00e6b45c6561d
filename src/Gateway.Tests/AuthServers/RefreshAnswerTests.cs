using Gateway.AuthServers;
using Gateway.Tests.AuthServers.Support;
using Gateway.Tests.Support;

namespace Gateway.Tests.AuthServers;

/// <summary>What the answer to a refresh means.</summary>
public sealed class RefreshAnswerTests
{
    private readonly FakeTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(200, """{"access_token":"a"}""", "granted")]
    [InlineData(201, """{"access_token":"a"}""", "granted")]
    [InlineData(200, """{"error":"invalid_grant","access_token":"a"}""", "granted")]
    [InlineData(401, "", "denied")]
    [InlineData(401, """{"detail":"Refresh token expired"}""", "denied")]
    [InlineData(401, """{"error":{"type":"AUTHORIZATION","message":"used"}}""", "denied")]
    [InlineData(401, """{"statusCode":401,"message":"used","error":"Unauthorized"}""", "denied")]
    [InlineData(401, """{"error":"unauthorized"}""", "denied")]
    [InlineData(401, "<html>", "denied")]
    [InlineData(400, """{"error":"invalid_grant"}""", "denied")]
    [InlineData(401, """{"error":"invalid_grant"}""", "denied")]
    [InlineData(403, """{"error":"invalid_grant"}""", "denied")]
    [InlineData(401, """{"error":"invalid_client"}""", "unavailable")]
    [InlineData(401, """{"error":"anything_else"}""", "unavailable")]
    [InlineData(400, """{"error":"invalid_request"}""", "unavailable")]
    [InlineData(500, """{"error":"invalid_grant"}""", "unavailable")]
    [InlineData(429, """{"error":"invalid_grant"}""", "unavailable")]
    [InlineData(400, "", "unavailable")]
    [InlineData(403, "", "unavailable")]
    [InlineData(404, """{"error":{"type":"NOT_FOUND"}}""", "unavailable")]
    [InlineData(408, "", "unavailable")]
    [InlineData(422, """{"detail":[]}""", "unavailable")]
    [InlineData(429, "", "unavailable")]
    [InlineData(500, "", "unavailable")]
    [InlineData(503, """{"error":{"type":"SERVICE_UNAVAILABLE"}}""", "unavailable")]
    [InlineData(307, """{"access_token":"a"}""", "unavailable")]
    [InlineData(200, "", "unavailable")]
    [InlineData(200, "<html>", "unavailable")]
    [InlineData(200, "{}", "unavailable")]
    [InlineData(200, "null", "unavailable")]
    [InlineData(200, """{"access_token":null}""", "unavailable")]
    [InlineData(200, """{"access_token":42}""", "unavailable")]
    [InlineData(200, """{"access_token":"a\r\nX-Evil: 1"}""", "unavailable")]
    [InlineData(200, """{"access_token":"\u0000"}""", "unavailable")]
    [InlineData(200, """{"access_token":"é"}""", "unavailable")]
    [InlineData(200, """{"access_token":"  "}""", "unavailable")]
    [InlineData(200, """{"access_token":"\ud800"}""", "unavailable")]
    [InlineData(200, """{"access_token":"a","refresh_token":"r\n"}""", "unavailable")]
    public async Task An_answer_means(int status, string body, string meaning)
    {
        await using var server = await ScriptedServer.StartAsync(Step.Json(status, body));
        using var configured = Configure(server);

        Word(await configured.Server.RefreshAsync(Session.At(_time.GetUtcNow()), Cancellation)).ShouldBe(meaning);
        server.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("[404, 410]", 404, "denied")]
    [InlineData("[404, 410]", 410, "denied")]
    [InlineData("[404, 410]", 401, "unavailable")]
    [InlineData("[]", 401, "unavailable")]
    public async Task The_statuses_that_end_a_session_are_configured(string statuses, int status, string meaning)
    {
        await using var server = await ScriptedServer.StartAsync(Step.Json(status, "{}"));
        using var configured = Configure(server, $$""" "EndedStatus": {{statuses}} """);

        Word(await configured.Server.RefreshAsync(Session.At(_time.GetUtcNow()), Cancellation)).ShouldBe(meaning);
    }

    [Fact]
    public async Task A_cookie_of_the_answer_is_read_byte_for_byte()
    {
        await using var server = await ScriptedServer.StartAsync(
            Step.Json(200, "{}", ("Set-Cookie", "xid_access=a; Path=/"), ("Set-Cookie", "xid_refresh=eyJ%3D==; path=/; httponly"), ("Set-Cookie", "gone=deleted; Max-Age=0"))
        );
        using var configured = Configure(
            server,
            more: """ "Tokens": { "AccessToken": ["accessToken", "cookie:xid_access"], "RefreshToken": ["cookie:gone", "cookie:xid_refresh"] } """
        );

        var granted = (await configured.Server.RefreshAsync(Session.At(_time.GetUtcNow()), Cancellation)).ShouldBeOfType<RefreshAnswer.Granted>();

        granted.Tokens.AccessToken.Reveal().ShouldBe("a");
        granted.Tokens.RefreshToken.Reveal().ShouldBe("eyJ%3D==");
    }

    [Theory]
    [InlineData("3", 3)]
    [InlineData("0", null)]
    [InlineData("-5", null)]
    [InlineData("soon", null)]
    [InlineData("86400", 300)]
    [InlineData("99999999999999", null)]
    public async Task The_server_may_ask_for_a_wait(string retryAfter, int? seconds)
    {
        await using var server = await ScriptedServer.StartAsync(Step.Json(429, "{}", ("Retry-After", retryAfter)));
        using var configured = Configure(server);

        var answer = await configured.Server.RefreshAsync(Session.At(_time.GetUtcNow()), Cancellation);

        answer.ShouldBeOfType<RefreshAnswer.Unavailable>().RetryAfter.ShouldBe(seconds is { } value ? TimeSpan.FromSeconds(value) : null);
    }

    [Fact]
    public async Task The_wait_may_be_a_date()
    {
        var date = _time.GetUtcNow().AddSeconds(30);
        await using var server = await ScriptedServer.StartAsync(Step.Json(503, "{}", ("Retry-After", date.ToString("r"))));
        using var configured = Configure(server);

        var answer = await configured.Server.RefreshAsync(Session.At(_time.GetUtcNow()), Cancellation);

        answer.ShouldBeOfType<RefreshAnswer.Unavailable>().RetryAfter!.Value.TotalSeconds.ShouldBeInRange(28, 30);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\r\nX-Evil: 1")]
    [InlineData("ä")]
    public async Task A_session_without_a_refresh_token_that_can_be_sent_has_ended(string token)
    {
        await using var server = await ScriptedServer.StartAsync(Step.Grant());
        using var configured = Configure(server);

        var answer = await configured.Server.RefreshAsync(Session.At(_time.GetUtcNow(), token), Cancellation);

        answer.ShouldBeOfType<RefreshAnswer.Denied>();
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reasons_and_logs_carry_no_token_and_no_text_of_an_answer()
    {
        await using var server = await ScriptedServer.StartAsync(
            Step.Json(401, """{"error":"secret_in_the_code","detail":"SECRET old-refresh"}"""),
            Step.Json(200, """{"access_token":"SECRET\n"}"""),
            Step.Json(401, """{"detail":"SECRET"}"""),
            Step.DropAsync
        );
        using var configured = Configure(server);
        for (var i = 0; i < 4; i++)
            (await configured.Server.RefreshAsync(Session.At(_time.GetUtcNow()), Cancellation)).ToString()!.ToUpperInvariant().ShouldNotContain("SECRET");

        configured.Log.Count.ShouldBe(4);
        string.Join('\n', configured.Log).ToUpperInvariant().ShouldNotContain("SECRET");
        string.Join('\n', configured.Log).ShouldNotContain("old-refresh");
    }

    private ConfiguredAuthServer Configure(ScriptedServer server, string? call = null, string? more = null) =>
        ConfiguredAuthServer.FromJson(
            $$"""{ "BaseAddress": "{{server.Address}}", "Refresh": { "Path": "/refresh" {{(call is null ? "" : ", " + call)}} } {{(more is null ? "" : ", " + more)}} }""",
            _time
        );

    private static string Word(RefreshAnswer answer) =>
        answer switch
        {
            RefreshAnswer.Granted => "granted",
            RefreshAnswer.Denied => "denied",
            _ => "unavailable",
        };
}
