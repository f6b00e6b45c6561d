using Gateway.AuthServers;
using Gateway.Tests.AuthServers.Support;
using Gateway.Tests.Support;

namespace Gateway.Tests.AuthServers;

/// <summary>What is sent, and what an answer means, over the wire.</summary>
public sealed class RefreshTests
{
    private readonly FakeTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task By_default_the_refresh_token_is_a_json_field()
    {
        var (request, _) = await RefreshAsync("""{ "Path": "/refresh" }""");

        (request.Method, request.Path, request.Body).ShouldBe(("POST", "/refresh", """{"refresh_token":"old-refresh"}"""));
        request.Headers["Content-Type"].ShouldBe("application/json");
        request.Headers["Accept"].ShouldBe("application/json");
        request.Headers.ContainsKey("Authorization").ShouldBeFalse();
    }

    [Fact]
    public async Task Whatever_is_in_a_token_stays_inside_its_json_string()
    {
        var (request, _) = await RefreshAsync("""{ "Path": "/refresh", "Fields": { "a\"b": "x{refresh_token}y" } }""", token: """a"b\c{access_token}+/=""");

        request.Body.ShouldBe("""{"a\"b":"xa\"b\\c{access_token}+/=y"}""");
    }

    [Fact]
    public async Task A_form_is_encoded_and_is_oauth_by_default()
    {
        var (request, _) = await RefreshAsync("""{ "Path": "/token", "Body": "Form" }""", token: "a+b/c=&d");

        request.Body.ShouldBe("grant_type=refresh_token&refresh_token=a%2Bb%2Fc%3D%26d");
        request.Headers["Content-Type"].ShouldBe("application/x-www-form-urlencoded");
    }

    [Fact]
    public async Task Cookies_and_headers_carry_tokens_as_they_are()
    {
        var (request, _) = await RefreshAsync(
            """
            { "Method": "PUT", "Path": "/refresh", "Body": "None", "Cookies": { "xid_refresh": "{refresh_token}", "b": "2" },
              "Headers": { "Authorization": "Bearer {access_token}", "Accept": "text/plain" } }
            """,
            token: "eyJqd3QiOiJ4In0="
        );

        (request.Method, request.Body).ShouldBe(("PUT", ""));
        request.Headers["Cookie"].ShouldBe("b=2; xid_refresh=eyJqd3QiOiJ4In0=");
        request.Headers["Authorization"].ShouldBe("Bearer old-access");
        request.Headers["Accept"].ShouldBe("text/plain");
        request.Headers["Content-Length"].ShouldBe("0");
        request.Headers.ContainsKey("Content-Type").ShouldBeFalse();
    }

    [Fact]
    public async Task The_base_address_keeps_its_own_path()
    {
        await using var server = await ScriptedServer.StartAsync(Step.Grant());
        using var configured = ConfiguredAuthServer.FromJson(
            $$"""{ "BaseAddress": "{{server.Address}}api/account/", "Refresh": { "Path": "/tokens?v=1" } }""",
            _time
        );

        await configured.Server.RefreshAsync(Session.At(_time.GetUtcNow()), Cancellation);

        server.Requests.ShouldHaveSingleItem().Path.ShouldBe("/api/account/tokens");
    }

    [Fact]
    public async Task A_client_authenticates_itself_in_a_form()
    {
        var basic = (await RefreshAsync(FormCall, """ "ClientId": "a b", "ClientSecret": "p:%+" """)).Request;
        basic.Headers["Authorization"].ShouldBe($"Basic {Convert.ToBase64String("a+b:p%3A%25%2B"u8)}");
        basic.Body.ShouldNotContain("client");

        var post = (await RefreshAsync(FormCall, """ "ClientId": "a b", "ClientSecret": "p:%+", "ClientAuthentication": "ClientSecretPost" """)).Request;
        post.Headers.ContainsKey("Authorization").ShouldBeFalse();
        post.Body.ShouldEndWith("&client_id=a+b&client_secret=p%3A%25%2B");

        var open = (await RefreshAsync(FormCall, """ "ClientId": "a b" """)).Request;
        open.Headers.ContainsKey("Authorization").ShouldBeFalse();
        open.Body.ShouldEndWith("&client_id=a+b");
    }

    [Theory]
    [InlineData("""{ "Path": "/r", "Body": "Form", "Fields": { "refresh_token": "{refresh_token}", "client_id": "own" } }""")]
    [InlineData("""{ "Path": "/r", "Body": "Form", "Headers": { "authorization": "own" } }""")]
    [InlineData("""{ "Path": "/r" }""")]
    public async Task A_call_that_names_its_client_or_is_no_form_is_left_alone(string call)
    {
        var (request, _) = await RefreshAsync(call, """ "ClientId": "id", "ClientSecret": "secret" """);

        (request.Body + request.Headers.GetValueOrDefault("Authorization")).ShouldNotContain("secret");
    }

    [Theory]
    [InlineData(200, """{"access_token":"a"}""", "granted")]
    [InlineData(201, """{"access_token":"a"}""", "granted")]
    [InlineData(200, """{"error":"invalid_grant","access_token":"a"}""", "granted")]
    [InlineData(401, "", "denied")]
    [InlineData(401, """{"detail":"Refresh token expired"}""", "denied")]
    [InlineData(401, """{"error":{"type":"AUTHORIZATION","message":"used"}}""", "denied")]
    [InlineData(401, """{"statusCode":401,"message":"used","error":"Unauthorized"}""", "denied")]
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
    [InlineData(200, """{"access_token":"\ud800"}""", "unavailable")]
    [InlineData(200, """{"access_token":"a","refresh_token":"r\n"}""", "unavailable")]
    public async Task An_answer_means(int status, string body, string meaning)
    {
        await using var server = await ScriptedServer.StartAsync(Step.Json(status, body));
        using var configured = ConfiguredAuthServer.FromJson(Configuration(server, """{ "Path": "/refresh" }"""), _time);

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
        using var configured = ConfiguredAuthServer.FromJson(Configuration(server, $$"""{ "Path": "/refresh", "EndedStatus": {{statuses}} }"""), _time);

        Word(await configured.Server.RefreshAsync(Session.At(_time.GetUtcNow()), Cancellation)).ShouldBe(meaning);
    }

    [Fact]
    public async Task A_cookie_of_the_answer_is_read_byte_for_byte()
    {
        await using var server = await ScriptedServer.StartAsync(
            Step.Json(200, "{}", ("Set-Cookie", "xid_access=a; Path=/"), ("Set-Cookie", "xid_refresh=eyJ%3D==; path=/; httponly"), ("Set-Cookie", "gone=deleted; Max-Age=0"))
        );
        using var configured = ConfiguredAuthServer.FromJson(
            Configuration(
                server,
                """{ "Path": "/refresh" }""",
                """ "Tokens": { "AccessToken": ["accessToken", "cookie:xid_access"], "RefreshToken": ["cookie:gone", "cookie:xid_refresh"] } """
            ),
            _time
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
        using var configured = ConfiguredAuthServer.FromJson(Configuration(server, """{ "Path": "/refresh" }"""), _time);

        var answer = await configured.Server.RefreshAsync(Session.At(_time.GetUtcNow()), Cancellation);

        answer.ShouldBeOfType<RefreshAnswer.Unavailable>().RetryAfter.ShouldBe(seconds is { } value ? TimeSpan.FromSeconds(value) : null);
    }

    [Fact]
    public async Task The_wait_may_be_a_date()
    {
        var date = _time.GetUtcNow().AddSeconds(30);
        await using var server = await ScriptedServer.StartAsync(Step.Json(503, "{}", ("Retry-After", date.ToString("r"))));
        using var configured = ConfiguredAuthServer.FromJson(Configuration(server, """{ "Path": "/refresh" }"""), _time);

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
        using var configured = ConfiguredAuthServer.FromJson(Configuration(server, """{ "Path": "/refresh" }"""), _time);

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
        using var configured = ConfiguredAuthServer.FromJson(Configuration(server, """{ "Path": "/refresh" }"""), _time);
        for (var i = 0; i < 4; i++)
            (await configured.Server.RefreshAsync(Session.At(_time.GetUtcNow()), Cancellation)).ToString()!.ToUpperInvariant().ShouldNotContain("SECRET");

        configured.Log.Count.ShouldBe(4);
        string.Join('\n', configured.Log).ToUpperInvariant().ShouldNotContain("SECRET");
        string.Join('\n', configured.Log).ShouldNotContain("old-refresh");
    }

    private const string FormCall = """{ "Path": "/token", "Body": "Form" }""";

    private async Task<(ReceivedRequest Request, RefreshAnswer Answer)> RefreshAsync(string call, string? more = null, string token = "old-refresh")
    {
        await using var server = await ScriptedServer.StartAsync(Step.Grant());
        using var configured = ConfiguredAuthServer.FromJson(Configuration(server, call, more), _time);
        (await configured.FaultsAsync()).ShouldBeEmpty();
        var answer = await configured.Server.RefreshAsync(Session.At(_time.GetUtcNow(), token), Cancellation);
        return (server.Requests.ShouldHaveSingleItem(), answer);
    }

    private static string Configuration(ScriptedServer server, string call, string? more = null) =>
        $$"""{ "BaseAddress": "{{server.Address}}", "Refresh": {{call}}{{(more is null ? "" : ", " + more)}} }""";

    private static string Word(RefreshAnswer answer) =>
        answer switch
        {
            RefreshAnswer.Granted => "granted",
            RefreshAnswer.Denied => "denied",
            _ => "unavailable",
        };
}
