using Gateway.AuthServers;
using Gateway.AuthServers.Calls;
using Gateway.Tests.AuthServers.Support;
using Gateway.Tests.Support;

namespace Gateway.Tests.AuthServers;

/// <summary>A server in trouble is left alone for a while, and asked by one call whether it is back. Time is the test's own.</summary>
public sealed class CircuitTests
{
    private readonly FakeTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(503)]
    [InlineData(500)]
    [InlineData(429)]
    public async Task A_troubled_server_is_left_alone_until_a_success(int status)
    {
        await using var server = await ScriptedServer.StartAsync([.. Enumerable.Repeat(Step.Json(status, "{}"), 6), Step.Grant()]);
        using var configured = Configure(server);
        await RefreshAsync(configured, times: 5);

        Open(await RefreshAsync(configured), atMost: 1);
        server.Requests.Count.ShouldBe(5);

        _time.Advance(TimeSpan.FromSeconds(1));
        (await RefreshAsync(configured)).ShouldBeOfType<RefreshAnswer.Unavailable>().Reason.ShouldBe($"answered {status}");
        _time.Advance(TimeSpan.FromMilliseconds(500));
        Open(await RefreshAsync(configured), atMost: 1.5);
        server.Requests.Count.ShouldBe(6);

        _time.Advance(TimeSpan.FromSeconds(1.5));
        (await RefreshAsync(configured)).ShouldBeOfType<RefreshAnswer.Granted>();
        (await RefreshAsync(configured)).ShouldBeOfType<RefreshAnswer.Granted>();
        configured.Log.ShouldContain(line => line.Contains("answers again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_is_never_left_alone_for_more_than_five_seconds()
    {
        await using var server = await ScriptedServer.StartAsync(Step.Json(503, "{}"));
        using var configured = Configure(server);
        await RefreshAsync(configured, times: 5);

        for (var probe = 0; probe < 6; probe++)
        {
            Open(await RefreshAsync(configured), atMost: 5);
            _time.Advance(TimeSpan.FromSeconds(5));
            (await RefreshAsync(configured)).ShouldBeOfType<RefreshAnswer.Unavailable>().Reason.ShouldBe("answered 503");
        }
        server.Requests.Count.ShouldBe(11);
    }

    // Fails when it is told as the breaker tells it, which stays open until somebody calls: at night that is nobody.
    [Fact]
    public async Task How_it_stands_is_known_without_a_call()
    {
        await using var server = await ScriptedServer.StartAsync([.. Enumerable.Repeat(Step.Json(503, "{}"), 5), Step.Grant()]);
        using var configured = Configure(server);
        configured.Server.CircuitLevel.ShouldBe(CircuitLevel.Closed);

        await RefreshAsync(configured, times: 5);
        configured.Server.CircuitLevel.ShouldBe(CircuitLevel.Open);
        _time.Advance(TimeSpan.FromSeconds(0.9));
        configured.Server.CircuitLevel.ShouldBe(CircuitLevel.Open);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        configured.Server.CircuitLevel.ShouldBe(CircuitLevel.HalfOpen);
        (await RefreshAsync(configured)).ShouldBeOfType<RefreshAnswer.Granted>();
        configured.Server.CircuitLevel.ShouldBe(CircuitLevel.Closed);
    }

    [Fact]
    public async Task One_call_at_a_time_finds_out_whether_it_is_back()
    {
        var gate = new TaskCompletionSource();
        await using var server = await ScriptedServer.StartAsync([.. Enumerable.Repeat(Step.Json(503, "{}"), 5), Step.After(gate.Task, Step.Grant())]);
        using var configured = Configure(server);
        await RefreshAsync(configured, times: 5);
        _time.Advance(TimeSpan.FromSeconds(1));

        var probe = RefreshAsync(configured);
        await server.ArrivedAsync(6);
        (await RefreshAsync(configured)).ShouldBeOfType<RefreshAnswer.Unavailable>().Reason.ShouldBe("circuit open");
        gate.SetResult();

        (await probe).ShouldBeOfType<RefreshAnswer.Granted>();
        server.Requests.Count.ShouldBe(6);
    }

    // Fails when the circuit takes all that is no outage for a success.
    [Fact]
    public async Task A_call_that_was_not_sent_does_not_say_that_it_is_back()
    {
        await using var server = await ScriptedServer.StartAsync(Step.Json(503, "{}"));
        using var configured = Configure(server);
        await RefreshAsync(configured, times: 5);
        _time.Advance(TimeSpan.FromSeconds(1));

        var late = await configured.Server.RefreshAsync(Session.At(_time.GetUtcNow()), mayBeSentAsync: () => Task.FromResult(false), Cancellation);

        late.ShouldBeOfType<RefreshAnswer.Unavailable>().Reason.ShouldStartWith("not sent");
        Open(await RefreshAsync(configured), atMost: 2);
        server.Requests.Count.ShouldBe(5);
    }

    [Theory]
    [InlineData("garbage", "its discovery document cannot be used")]
    [InlineData("""{"issuer":"https://id.example.com"}""", "discovery names no token endpoint that tokens may be sent to")]
    public async Task Nor_does_a_discovery_that_names_no_place_to_send_it_to(string document, string reason)
    {
        await using var server = await ScriptedServer.StartAsync([.. Enumerable.Repeat(Step.Json(503, "{}"), 5), Step.Json(200, document)]);
        using var configured = ConfiguredAuthServer.FromJson($$"""{ "Authority": "{{server.Address}}", "Issuer": "https://id.example.com", "ClientId": "demo-gateway" }""", _time);
        await RefreshAsync(configured, times: 5);
        _time.Advance(TimeSpan.FromSeconds(1));

        (await RefreshAsync(configured)).ShouldBeOfType<RefreshAnswer.Unavailable>().Reason.ShouldBe(reason);

        Open(await RefreshAsync(configured), atMost: 2);
        server.Requests.Count.ShouldBe(6);
    }

    [Fact]
    public async Task Refused_connections_and_timeouts_count_too()
    {
        await using var server = await ScriptedServer.StartAsync(Step.HangAsync);
        using var configured = Configure(server);
        var hanging = Enumerable.Range(0, 2).Select(_ => RefreshAsync(configured)).ToList();
        await server.ArrivedAsync(2);
        _time.Advance(ConfiguredAuthServer.CallTimeout);
        await Task.WhenAll(hanging);
        await server.GoOfflineAsync();
        await RefreshAsync(configured, times: 3);

        Open(await RefreshAsync(configured), atMost: 1);
    }

    [Theory]
    [InlineData(401, "{}")]
    [InlineData(400, """{"error":"invalid_grant"}""")]
    [InlineData(403, "{}")]
    [InlineData(404, """{"error":{"type":"NOT_FOUND"}}""")]
    [InlineData(200, "garbage")]
    public async Task The_odd_answers_of_one_session_are_no_trouble_of_the_server(int status, string body)
    {
        await using var server = await ScriptedServer.StartAsync(Step.Json(status, body));
        using var configured = Configure(server);

        await RefreshAsync(configured, times: 20);

        server.Requests.Count.ShouldBe(20);
    }

    [Fact]
    public async Task A_few_failures_among_successes_open_nothing()
    {
        await using var server = await ScriptedServer.StartAsync([.. Enumerable.Repeat(0, 10).SelectMany(_ => new[] { Step.Grant(), Step.Grant(), Step.Json(503, "{}") })]);
        using var configured = Configure(server);

        await RefreshAsync(configured, times: 30);

        server.Requests.Count.ShouldBe(30);
    }

    private ConfiguredAuthServer Configure(ScriptedServer server) =>
        ConfiguredAuthServer.FromJson($$"""{ "BaseAddress": "{{server.Address}}", "Refresh": { "Path": "/refresh" } }""", _time);

    private Task<RefreshAnswer> RefreshAsync(ConfiguredAuthServer configured) =>
        configured.Server.RefreshAsync(Session.At(_time.GetUtcNow()), Cancellation);

    private async Task RefreshAsync(ConfiguredAuthServer configured, int times)
    {
        for (var i = 0; i < times; i++)
            await RefreshAsync(configured);
    }

    private static void Open(RefreshAnswer answer, double atMost)
    {
        var unavailable = answer.ShouldBeOfType<RefreshAnswer.Unavailable>();
        unavailable.Reason.ShouldBe("circuit open");
        unavailable.RetryAfter!.Value.TotalSeconds.ShouldBeInRange(0.001, atMost);
    }
}
