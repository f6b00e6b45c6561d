using Gateway.Tests.AuthServers.Support;
using Gateway.Tests.Support;

namespace Gateway.Tests.AuthServers;

/// <summary>What a refresh sends, as it comes over the wire.</summary>
public sealed class RefreshRequestTests
{
    private const string FormCall = """{ "Path": "/token", "Body": "Form" }""";

    private readonly FakeTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task By_default_the_refresh_token_is_a_json_field()
    {
        var request = await RefreshAsync("""{ "Path": "/refresh" }""");

        (request.Method, request.Path, request.Body).ShouldBe(("POST", "/refresh", """{"refresh_token":"old-refresh"}"""));
        request.Headers["Content-Type"].ShouldBe("application/json");
        request.Headers["Accept"].ShouldBe("application/json");
        request.Headers.ContainsKey("Authorization").ShouldBeFalse();
    }

    [Fact]
    public async Task Whatever_is_in_a_token_stays_inside_its_json_string()
    {
        var request = await RefreshAsync("""{ "Path": "/refresh", "Fields": { "a\"b": "x{refresh_token}y" } }""", token: """a"b\c{access_token}+/=""");

        request.Body.ShouldBe("""{"a\"b":"xa\"b\\c{access_token}+/=y"}""");
    }

    [Fact]
    public async Task A_form_is_encoded_and_is_oauth_by_default()
    {
        var request = await RefreshAsync("""{ "Path": "/token", "Body": "Form" }""", token: "a+b/c=&d");

        request.Body.ShouldBe("grant_type=refresh_token&refresh_token=a%2Bb%2Fc%3D%26d");
        request.Headers["Content-Type"].ShouldBe("application/x-www-form-urlencoded");
    }

    [Fact]
    public async Task Cookies_and_headers_carry_tokens_as_they_are()
    {
        var request = await RefreshAsync(
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
        var basic = await RefreshAsync(FormCall, """ "ClientId": "a b", "ClientSecret": "p:%+" """);
        basic.Headers["Authorization"].ShouldBe($"Basic {Convert.ToBase64String("a+b:p%3A%25%2B"u8)}");
        basic.Body.ShouldNotContain("client");

        var post = await RefreshAsync(FormCall, """ "ClientId": "a b", "ClientSecret": "p:%+", "ClientAuthentication": "ClientSecretPost" """);
        post.Headers.ContainsKey("Authorization").ShouldBeFalse();
        post.Body.ShouldEndWith("&client_id=a+b&client_secret=p%3A%25%2B");

        var open = await RefreshAsync(FormCall, """ "ClientId": "a b" """);
        open.Headers.ContainsKey("Authorization").ShouldBeFalse();
        open.Body.ShouldEndWith("&client_id=a+b");
    }

    [Theory]
    [InlineData("""{ "Path": "/r", "Body": "Form", "Fields": { "refresh_token": "{refresh_token}", "client_id": "own" } }""")]
    [InlineData("""{ "Path": "/r", "Body": "Form", "Headers": { "authorization": "own" } }""")]
    [InlineData("""{ "Path": "/r" }""")]
    public async Task A_call_that_names_its_client_or_is_no_form_is_left_alone(string call)
    {
        var request = await RefreshAsync(call, """ "ClientId": "id", "ClientSecret": "secret" """);

        request.Body.ShouldNotContain("secret");
        request.Headers.GetValueOrDefault("Authorization", "own").ShouldBe("own");
    }

    /// <summary>The one request that a refresh sends.</summary>
    private async Task<ReceivedRequest> RefreshAsync(string call, string? more = null, string token = "old-refresh")
    {
        await using var server = await ScriptedServer.StartAsync(Step.Grant());
        var client = more is null ? "" : $", {more}";
        using var configured = ConfiguredAuthServer.FromJson($$"""{ "BaseAddress": "{{server.Address}}", "Refresh": {{call}} {{client}} }""", _time);
        (await configured.FaultsAsync()).ShouldBeEmpty();
        await configured.Server.RefreshAsync(Session.At(_time.GetUtcNow(), token), Cancellation);
        return server.Requests.ShouldHaveSingleItem();
    }
}
