using Gateway.AuthServers;
using Gateway.Tests.AuthServers.Support;
using Gateway.Tests.Support;

namespace Gateway.Tests.AuthServers;

public sealed class SignOutTests
{
    private const string ByCookie = """{ "Path": "/signout", "Cookies": { "xid_refresh": "{refresh_token}" } }""";

    private readonly FakeTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(200, SignOutOutcome.Told)]
    [InlineData(204, SignOutOutcome.Told)]
    [InlineData(401, SignOutOutcome.Refused)]
    [InlineData(404, SignOutOutcome.Refused)]
    [InlineData(302, SignOutOutcome.Unavailable)]
    [InlineData(429, SignOutOutcome.Unavailable)]
    [InlineData(503, SignOutOutcome.Unavailable)]
    public async Task The_server_is_told_as_its_contract_says(int status, SignOutOutcome outcome)
    {
        await using var server = await ScriptedServer.StartAsync(Step.Json(status, ""));
        using var configured = Configure(server, ByCookie);

        (await SignOutAsync(configured)).ShouldBe(outcome);

        var request = server.Requests.ShouldHaveSingleItem();
        (request.Method, request.Path, request.Body, request.Headers["Cookie"]).ShouldBe(("POST", "/signout", "", "xid_refresh=old-refresh"));
    }

    [Fact]
    public async Task A_server_that_is_away_is_no_error()
    {
        await using var server = await ScriptedServer.StartAsync(Step.Json(200, ""));
        using var configured = Configure(server, ByCookie);
        await server.GoOfflineAsync();

        (await SignOutAsync(configured)).ShouldBe(SignOutOutcome.Unavailable);
    }

    [Fact]
    public async Task Without_the_token_that_it_takes_it_is_not_called()
    {
        await using var server = await ScriptedServer.StartAsync(Step.Json(200, ""));
        using var configured = Configure(server, ByCookie);

        (await SignOutAsync(configured, refreshToken: "")).ShouldBe(SignOutOutcome.NotOffered);

        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_without_a_sign_out_cannot_be_told()
    {
        await using var server = await ScriptedServer.StartAsync(Step.Json(200, ""));
        using var configured = Configure(server, "null");

        configured.Server.SignOutScope.ShouldBeNull();
        (await SignOutAsync(configured)).ShouldBe(SignOutOutcome.NotOffered);
    }

    private ConfiguredAuthServer Configure(ScriptedServer server, string signOut) =>
        ConfiguredAuthServer.FromJson($$"""{ "BaseAddress": "{{server.Address}}", "Refresh": { "Path": "/refresh" }, "SignOut": {{signOut}} }""", _time);

    private Task<SignOutOutcome> SignOutAsync(ConfiguredAuthServer configured, string refreshToken = "old-refresh") =>
        configured.Server.SignOutAsync(Session.At(_time.GetUtcNow(), refreshToken), Cancellation);
}
