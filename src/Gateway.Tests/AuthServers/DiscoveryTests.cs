using Demo.AuthServer;
using Gateway.AuthServers;
using Gateway.Tests.AuthServers.Support;
using Gateway.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.AuthServers;

public sealed class DiscoveryTests
{
    private const string OpenId = "/.well-known/openid-configuration";
    private const string KeysInTheClear = "its discovery document names keys (jwks_uri) at an address that is neither https nor on loopback";

    private readonly FakeTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_gateway_is_built_while_the_server_is_away_and_finds_it_when_it_comes()
    {
        await using var server = await DemoAuthServer.StartAsync(new DemoAuthServerOptions(), _time);
        await server.GoOfflineAsync();
        using var configured = Configure(server.Address, """ , "ClientSecret": "demo-secret" """);
        (await configured.FaultsAsync()).ShouldBeEmpty();

        (await RefreshAsync(configured)).ShouldBeOfType<RefreshAnswer.Unavailable>().Reason.ShouldBe("connection failed (ConnectionRefused)");
        await server.GoOnlineAsync();

        (await RefreshAsync(configured)).ShouldBeOfType<RefreshAnswer.Denied>().Reason.ShouldBe("answered 400 with invalid_grant");
    }

    [Fact]
    public async Task It_is_asked_once_by_all_who_need_it_and_then_kept()
    {
        var gate = new TaskCompletionSource();
        await using var server = await DiscoverableAsync(context => Step.After(gate.Task, Document(context))(context));
        using var configured = Configure(server.Address);

        var refreshes = Enumerable.Range(0, 20).Select(_ => RefreshAsync(configured)).ToList();
        await server.ArrivedAsync(1);
        gate.SetResult();
        await Task.WhenAll(refreshes);
        await RefreshAsync(configured);

        server.Requests.Count(request => request.Path == OpenId).ShouldBe(1);
        server.Requests.Count(request => request.Path == "/token").ShouldBe(21);
    }

    [Fact]
    public async Task Its_failure_is_shared_by_all_who_wait()
    {
        var gate = new TaskCompletionSource();
        await using var server = await ScriptedServer.StartAsync(Step.After(gate.Task, Step.Json(503, "{}")));
        using var configured = Configure(server.Address);

        var refreshes = Enumerable.Range(0, 20).Select(_ => RefreshAsync(configured)).ToList();
        await server.ArrivedAsync(1);
        gate.SetResult();

        (await Task.WhenAll(refreshes)).ShouldAllBe(answer => answer is RefreshAnswer.Unavailable);
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_oauth_server_without_openid_is_found_as_well()
    {
        await using var server = await DiscoverableAsync(context => Step.Json(404, "{}")(context), path: "/.well-known/oauth-authorization-server/realms/a");
        using var configured = Configure(new Uri(server.Address, "/realms/a/"));

        (await RefreshAsync(configured)).ShouldBeOfType<RefreshAnswer.Granted>();

        server.Requests[0].Path.ShouldBe("/realms/a" + OpenId);
    }

    [Fact]
    public async Task A_hanging_discovery_is_left_after_the_timeout()
    {
        await using var server = await ScriptedServer.StartAsync(Step.HangAsync, context => Document(context)(context), Step.Grant());
        using var configured = Configure(server.Address);

        var refresh = RefreshAsync(configured);
        await server.ArrivedAsync(1);
        _time.Advance(ConfiguredAuthServer.CallTimeout);

        (await refresh).ShouldBe(new RefreshAnswer.Unavailable("no answer within 10 s", null));
        server.Requests.Count.ShouldBe(1);
        if (await RefreshAsync(configured).WaitAsync(TimeSpan.FromSeconds(30), Cancellation) is not RefreshAnswer.Granted) // on the heels of the first one
            (await RefreshAsync(configured)).ShouldBeOfType<RefreshAnswer.Granted>();
    }

    [Fact]
    public async Task A_troubled_discovery_is_not_asked_for_ever()
    {
        await using var server = await ScriptedServer.StartAsync(Step.Json(503, "{}"));
        using var configured = Configure(server.Address);

        for (var i = 0; i < 5; i++)
            (await RefreshAsync(configured)).ShouldBeOfType<RefreshAnswer.Unavailable>().Reason.ShouldBe("discovery answered 503");

        (await RefreshAsync(configured)).ShouldBeOfType<RefreshAnswer.Unavailable>().Reason.ShouldBe("circuit open");
        server.Requests.Count.ShouldBe(5);
    }

    [Theory]
    [InlineData("garbage", "its discovery document cannot be used")]
    [InlineData("[]", "its discovery document cannot be used")]
    [InlineData("""{"issuer":"{self}"}""", "discovery names no token endpoint that tokens may be sent to")]
    [InlineData("""{"issuer":"{self}","token_endpoint":"/token"}""", "discovery names no token endpoint that tokens may be sent to")]
    [InlineData("""{"issuer":"{self}","token_endpoint":"http://id.example.com/token"}""", "discovery names no token endpoint that tokens may be sent to")]
    [InlineData("""{"issuer":"{self}","token_endpoint":"file:///token"}""", "discovery names no token endpoint that tokens may be sent to")]
    // These fail when keys are fetched from anywhere.
    [InlineData("""{"issuer":"{self}","token_endpoint":"{self}/token","jwks_uri":"http://id.example.com/jwks"}""", KeysInTheClear)]
    [InlineData("""{"issuer":"{self}","token_endpoint":"{self}/token","jwks_uri":"/jwks"}""", KeysInTheClear)]
    [InlineData("""{"issuer":"{self}","token_endpoint":"{self}/token","jwks_uri":"file:///etc/jwks"}""", KeysInTheClear)]
    public async Task A_document_that_cannot_be_used_ends_nothing(string document, string reason)
    {
        await using var server = await ScriptedServer.StartAsync(context => Step.Json(200, document.Replace("{self}", Self(context), StringComparison.Ordinal))(context));
        using var configured = Configure(server.Address);

        (await RefreshAsync(configured)).ShouldBe(new RefreshAnswer.Unavailable(reason, null));
    }

    [Fact]
    public async Task At_a_token_endpoint_only_invalid_grant_ends_a_session()
    {
        await using var server = await DiscoverableAsync(
            context => Document(context)(context),
            token: [Step.Json(401, "{}"), Step.Json(401, """{"error":"invalid_client"}"""), Step.Json(400, """{"error":"invalid_grant"}""")]
        );
        using var configured = Configure(server.Address);

        (await RefreshAsync(configured)).ShouldBeOfType<RefreshAnswer.Unavailable>();
        (await RefreshAsync(configured)).ShouldBeOfType<RefreshAnswer.Unavailable>().Reason.ShouldBe("answered 401 with invalid_client");
        (await RefreshAsync(configured)).ShouldBeOfType<RefreshAnswer.Denied>();
    }

    [Fact]
    public async Task The_refresh_is_the_standard_one_and_repeats_no_scope()
    {
        await using var server = await DiscoverableAsync(context => Document(context)(context));
        using var configured = Configure(server.Address, """ , "Scopes": ["openid", "offline_access"] """);

        await RefreshAsync(configured);

        server.Requests.Single(request => request.Path == "/token").Body.ShouldBe("grant_type=refresh_token&refresh_token=old-refresh&client_id=demo-gateway");
    }

    [Fact]
    public async Task A_sign_out_revokes_the_refresh_token_else_the_access_token()
    {
        await using var server = await DiscoverableAsync(context => Document(context)(context));
        using var configured = Configure(server.Address);
        configured.Server.SignOutScope.ShouldBe(SignOutScope.Device);

        (await configured.Server.SignOutAsync(Session.At(_time.GetUtcNow()), Cancellation)).ShouldBe(SignOutOutcome.Told);
        (await configured.Server.SignOutAsync(Session.At(_time.GetUtcNow(), refreshToken: ""), Cancellation)).ShouldBe(SignOutOutcome.Told);

        server.Requests.Where(request => request.Path == "/revoke").Select(request => request.Body).ShouldBe(
            [
                "token=old-refresh&token_type_hint=refresh_token&client_id=demo-gateway",
                "token=old-access&token_type_hint=access_token&client_id=demo-gateway",
            ]
        );
    }

    [Fact]
    public async Task What_is_written_wins_over_what_is_discovered()
    {
        await using var server = await DiscoverableAsync(context => Document(context)(context));
        using var configured = Configure(
            server.Address,
            """ , "Refresh": { "Path": "/own" }, "SignOut": { "Path": "/bye", "Scope": "User", "Headers": { "Authorization": "Bearer {access_token}" } } """
        );

        await RefreshAsync(configured);
        await configured.Server.SignOutAsync(Session.At(_time.GetUtcNow()), Cancellation);

        server.Requests.Select(request => request.Path).ShouldBe(["/own", "/bye"]);
        server.Requests[1].Body.ShouldBeEmpty();
        configured.Server.SignOutScope.ShouldBe(SignOutScope.User);
    }

    private ConfiguredAuthServer Configure(Uri authority, string more = "") =>
        ConfiguredAuthServer.FromJson($$"""{ "Authority": "{{authority}}", "ClientId": "demo-gateway" {{more}} }""", _time);

    private Task<RefreshAnswer> RefreshAsync(ConfiguredAuthServer configured) =>
        configured.Server.RefreshAsync(Session.At(_time.GetUtcNow()), Cancellation);

    private static RequestDelegate Document(HttpContext context)
    {
        var self = Self(context);
        var realm = context.Request.Path.Value!.EndsWith("/realms/a", StringComparison.Ordinal) ? "/realms/a" : "";
        return Step.Json(200, $$"""{"issuer":"{{self}}{{realm}}","token_endpoint":"{{self}}/token","revocation_endpoint":"{{self}}/revoke"}""");
    }

    private static string Self(HttpContext context) => $"http://{context.Request.Host}";

    private static Task<ScriptedServer> DiscoverableAsync(RequestDelegate openId, string? path = null, params RequestDelegate[] token)
    {
        var calls = -1;
        return ScriptedServer.StartAsync(context =>
            context.Request.Path.Value!.EndsWith(OpenId, StringComparison.Ordinal) ? openId(context)
            : context.Request.Path == path ? Document(context)(context)
            : context.Request.Path == "/token" && token.Length > 0 ? token[Interlocked.Increment(ref calls)](context)
            : Step.Grant()(context)
        );
    }
}
