using Gateway.AuthServers;
using Gateway.Tests.AuthServers.Support;
using Gateway.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.AuthServers;

/// <summary>What the network does to a call, and a server that answers oddly. Time is the test's own.</summary>
public sealed class ResilienceTests
{
    private readonly FakeTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refused_connection_is_tried_once_more_and_ends_nothing()
    {
        await using var server = await ScriptedServer.StartAsync(Step.Grant());
        using var configured = Configure(server);
        await server.GoOfflineAsync();

        (await RefreshAsync(configured)).ShouldBeOfType<RefreshAnswer.Unavailable>().Reason.ShouldBe("connection failed (ConnectionRefused)");

        await server.GoOnlineAsync();
        (await RefreshAsync(configured)).ShouldBeOfType<RefreshAnswer.Granted>();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lost_answer_is_asked_for_once_more(bool halfway)
    {
        RequestDelegate drop = halfway ? Step.DropHalfwayAsync : Step.DropAsync;
        await using var server = await ScriptedServer.StartAsync(drop, Step.Grant());
        using var configured = Configure(server);

        (await RefreshAsync(configured)).ShouldBeOfType<RefreshAnswer.Granted>();

        server.Requests.Count.ShouldBe(2);
        server.Requests[1].ShouldSatisfyAllConditions(again => again.Body.ShouldBe(server.Requests[0].Body));
    }

    [Theory]
    [InlineData("""{ "Path": "/r" }""")]
    [InlineData("""{ "Path": "/r", "Body": "None", "Cookies": { "r": "{refresh_token}" } }""")]
    public async Task An_answer_lost_twice_is_unavailable(string call)
    {
        await using var server = await ScriptedServer.StartAsync(Step.Grant(), Step.DropAsync);
        using var configured = Configure(server, call);
        await RefreshAsync(configured);

        (await RefreshAsync(configured)).ShouldBeOfType<RefreshAnswer.Unavailable>();

        server.Requests.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("""{ "Path": "/r" }""")]
    [InlineData("""{ "Path": "/r", "Body": "None", "Cookies": { "r": "{refresh_token}" } }""")]
    public async Task A_connection_closed_in_good_order_is_a_lost_answer_too_and_nothing_below_tries_again(string call)
    {
        using var server = new ClosingServer();
        using var configured = ConfiguredAuthServer.FromJson($$"""{ "BaseAddress": "{{server.Address}}", "Refresh": {{call}} }""", _time);
        (await RefreshAsync(configured)).ShouldBeOfType<RefreshAnswer.Granted>();

        (await RefreshAsync(configured)).ShouldBe(new RefreshAnswer.Unavailable("connection failed (ResponseEnded)", null));

        server.Requests.ShouldBe(3);
    }

    [Fact]
    public async Task A_hanging_server_is_left_after_the_timeout_and_not_asked_again()
    {
        await using var server = await ScriptedServer.StartAsync(Step.HangAsync);
        using var configured = Configure(server);

        var refresh = RefreshAsync(configured);
        await server.ArrivedAsync(1);
        _time.Advance(ConfiguredAuthServer.CallTimeout - TimeSpan.FromMilliseconds(1));
        refresh.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));

        (await refresh).ShouldBe(new RefreshAnswer.Unavailable("no answer within 10 s", null));
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_timeout_holds_for_both_tries_together()
    {
        await using var server = await ScriptedServer.StartAsync(Step.DropAsync, Step.HangAsync);
        using var configured = Configure(server);

        var refresh = RefreshAsync(configured);
        await server.ArrivedAsync(2);
        _time.Advance(ConfiguredAuthServer.CallTimeout);

        (await refresh).ShouldBeOfType<RefreshAnswer.Unavailable>();
        server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_callers_own_cancellation_is_an_exception()
    {
        await using var server = await ScriptedServer.StartAsync(Step.HangAsync);
        using var configured = Configure(server);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var refresh = configured.Server.RefreshAsync(Session.At(_time.GetUtcNow()), gone.Token);
        await server.ArrivedAsync(1);
        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(refresh);
    }

    [Fact]
    public async Task An_answer_over_a_megabyte_is_not_read_to_its_end()
    {
        await using var server = await ScriptedServer.StartAsync(Step.Bytes(200, new byte[AuthServer.MaxAnswerBytes + 1]));
        using var configured = Configure(server);

        await RefreshAsync(configured, times: 6);

        (await RefreshAsync(configured)).ShouldBe(new RefreshAnswer.Unavailable("its answer is too large", null));
        server.Requests.Count.ShouldBe(7);
    }

    [Fact]
    public async Task An_answer_that_is_too_deep_is_none()
    {
        var deep = $$"""{"access_token":"a","deep":{{new string('[', 100_000)}}""";
        await using var server = await ScriptedServer.StartAsync(Step.Json(200, deep));
        using var configured = Configure(server);

        (await RefreshAsync(configured)).ShouldBe(new RefreshAnswer.Unavailable("answered 200 without an access token", null));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var elsewhere = await ScriptedServer.StartAsync(Step.Grant());
        await using var server = await ScriptedServer.StartAsync(Step.Json(307, "", ("Location", $"{elsewhere.Address}refresh")));
        using var configured = Configure(server);

        (await RefreshAsync(configured)).ShouldBe(new RefreshAnswer.Unavailable("answered 307", null));

        elsewhere.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Cookies_of_one_session_never_reach_the_next()
    {
        await using var server = await ScriptedServer.StartAsync(Step.Json(200, """{"access_token":"a"}""", ("Set-Cookie", "sid=1; Path=/")));
        using var configured = Configure(server);

        await RefreshAsync(configured, times: 2);

        server.Requests[1].Headers.ContainsKey("Cookie").ShouldBeFalse();
    }

    private ConfiguredAuthServer Configure(ScriptedServer server, string call = """{ "Path": "/refresh" }""") =>
        ConfiguredAuthServer.FromJson($$"""{ "BaseAddress": "{{server.Address}}", "Refresh": {{call}} }""", _time);

    private Task<RefreshAnswer> RefreshAsync(ConfiguredAuthServer configured) =>
        configured.Server.RefreshAsync(Session.At(_time.GetUtcNow()), Cancellation);

    private async Task RefreshAsync(ConfiguredAuthServer configured, int times)
    {
        for (var i = 0; i < times; i++)
            await RefreshAsync(configured);
    }
}
