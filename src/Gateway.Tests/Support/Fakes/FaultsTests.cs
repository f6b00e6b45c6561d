using System.Net;
using Demo.AuthServer;
using Demo.AuthServer.Traffic;

namespace Gateway.Tests.Support.Fakes;

public sealed class FaultsTests : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private DemoAuthServer _server = null!;
    private Wire _wire = null!;
    private string _token = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await DemoAuthServer.StartAsync(new DemoAuthServerOptions(), _time);
        _wire = new Wire(_server.Address);
        _token = (await LoginAsync()).ShouldBe(HttpStatusCode.OK).TextAt("refresh_token");
    }

    public async ValueTask DisposeAsync()
    {
        _wire.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(FaultMode.Unavailable503, HttpStatusCode.ServiceUnavailable)]
    [InlineData(FaultMode.Error500, HttpStatusCode.InternalServerError)]
    [InlineData(FaultMode.Forbidden403, HttpStatusCode.Forbidden)]
    [InlineData(FaultMode.TooMany429, HttpStatusCode.TooManyRequests)]
    [InlineData(FaultMode.Garbage, HttpStatusCode.OK)]
    public async Task A_fault_answers_in_the_place_of_the_server_and_nothing_happens(FaultMode mode, HttpStatusCode status)
    {
        _server.Faults.Set(mode);
        (await RefreshAsync()).Status.ShouldBe(status);
        (await LoginAsync()).Status.ShouldBe(status);

        _server.Faults.Clear();
        (await RefreshAsync()).ShouldBe(HttpStatusCode.OK);
        _server.Counters.RefreshCalls.Value.ShouldBe(2);
        _server.Counters.RefreshesGranted.Value.ShouldBe(1);
    }

    [Theory]
    [InlineData(FaultMode.TooMany429, null, "2")]
    [InlineData(FaultMode.TooMany429, 7, "7")]
    [InlineData(FaultMode.Unavailable503, null, null)]
    [InlineData(FaultMode.Unavailable503, 7, "7")]
    public async Task Retry_after_is_told_where_it_is_known(FaultMode mode, int? seconds, string? header)
    {
        _server.Faults.Set(new Fault { Mode = mode, RetryAfter = seconds is { } value ? TimeSpan.FromSeconds(value) : null });

        (await RefreshAsync()).Headers.RetryAfter?.ToString().ShouldBe(header);
    }

    [Fact]
    public async Task A_fault_for_one_refresh_is_used_up_by_a_refresh_only()
    {
        _server.Faults.SetForRefreshes(FaultMode.Unavailable503, times: 1);

        (await LoginAsync()).ShouldBe(HttpStatusCode.OK);
        (await RefreshAsync()).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await RefreshAsync()).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_dropped_connection_leaves_the_token_good()
    {
        _server.Faults.Set(FaultMode.DropConnection, times: 1);

        await Should.ThrowAsync<HttpRequestException>(RefreshAsync);

        (await RefreshAsync()).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_lost_answer_has_used_the_token_up()
    {
        _server.Faults.Set(FaultMode.DropAfterRotation, times: 1);
        (await LoginAsync()).ShouldBe(HttpStatusCode.OK);

        await Should.ThrowAsync<HttpRequestException>(RefreshAsync);
        _server.Counters.RefreshesGranted.Value.ShouldBe(1);

        (await RefreshAsync()).ShouldBe(HttpStatusCode.Unauthorized);
        _server.Counters.ReusesDetected.Value.ShouldBe(1);
    }

    [Fact]
    public async Task A_hanging_server_waits_until_the_client_gives_up()
    {
        _server.Faults.Set(FaultMode.Hang);
        using var client = new HttpClient { BaseAddress = _server.Address };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var refresh = client.PostAsync("/refresh", null, patience.Token);
        await _server.WaitForRefreshCallsAsync(1, Cancellation);
        refresh.IsCompleted.ShouldBeFalse();

        await patience.CancelAsync();
        await refresh.ShouldThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Latency_passes_by_the_given_time()
    {
        _server.Faults.Set(new Fault { Latency = TimeSpan.FromSeconds(5) });

        var refresh = RefreshAsync();
        await _time.TimerStartedAsync(TimeSpan.FromSeconds(5), Cancellation);
        refresh.IsCompleted.ShouldBeFalse();

        _time.Advance(TimeSpan.FromSeconds(5));
        (await refresh).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_held_answer_waits_after_the_refresh_has_happened()
    {
        var hold = _server.HoldRefreshes();
        var refresh = RefreshAsync();

        await _server.Counters.RefreshesGranted.WaitForAsync(1, Cancellation);
        refresh.IsCompleted.ShouldBeFalse();

        hold.Dispose();
        (await refresh).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Offline_connections_are_refused_and_back_online_nothing_is_forgotten()
    {
        await _server.GoOfflineAsync();
        (await Should.ThrowAsync<HttpRequestException>(RefreshAsync)).HttpRequestError.ShouldBe(HttpRequestError.ConnectionError);

        await _server.GoOnlineAsync();
        (await RefreshAsync()).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_switchboard_is_reached_whatever_is_on()
    {
        (await _wire.PutJsonAsync("/control", new { mode = "Unavailable503", latency_ms = 0, only_refreshes = true })).ShouldBe(HttpStatusCode.OK);
        (await RefreshAsync()).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);

        var state = (await _wire.GetAsync("/control")).ShouldBe(HttpStatusCode.OK);
        state.TextAt("mode").ShouldBe("Unavailable503");
        state["counters"]!["refresh_calls"]!.GetValue<int>().ShouldBe(1);

        (await _wire.PutJsonAsync("/control", state)).ShouldBe(HttpStatusCode.OK);
        (await _wire.PutJsonAsync("/control", new { })).ShouldBe(HttpStatusCode.OK).TextAt("mode").ShouldBe("Normal");
        (await RefreshAsync()).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("""{"mode":"Sleepy"}""")]
    [InlineData("""{"latency":5}""")]
    [InlineData("{")]
    public async Task The_switchboard_refuses_what_it_does_not_know(string change) =>
        (await _wire.SendAsync(HttpMethod.Put, "/control", new StringContent(change, System.Text.Encoding.UTF8, "application/json"), []))
            .ShouldBe(HttpStatusCode.BadRequest).ShouldHaveOnly("detail");

    private Task<WireAnswer> RefreshAsync() => _wire.PostJsonAsync("/refresh", new { refresh_token = _token });

    private Task<WireAnswer> LoginAsync() =>
        _wire.PostJsonAsync("/login", new { email = DemoAuthServerOptions.DemoEmail, password = DemoAuthServerOptions.DemoPassword });
}
