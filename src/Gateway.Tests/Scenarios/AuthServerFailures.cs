using System.Net;
using Demo.AuthServer.Traffic;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>The failure table's rows about the auth server: an outage ends nothing, a refusal for good ends the session.</summary>
public sealed class AuthServerFailures
{
    public static TheoryData<FaultMode> Outages =>
        [FaultMode.Unavailable503, FaultMode.Error500, FaultMode.TooMany429, FaultMode.Forbidden403, FaultMode.Garbage, FaultMode.DropConnection];

    [Theory, MemberData(nameof(Outages))]
    public async Task While_the_token_is_valid_an_outage_is_not_noticed(FaultMode outage)
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        await world.SignInAsync();
        world.MakeDue();
        world.Auth.Faults.SetForRefreshes(outage);

        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await world.FlightsLandedAsync();
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory, MemberData(nameof(Outages))]
    public async Task Once_it_has_expired_requests_get_503_the_session_is_kept_and_it_recovers_by_itself(FaultMode outage)
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        await world.SignInAsync();
        world.Expire();
        world.Auth.Faults.SetForRefreshes(outage);

        var answer = await world.Browser.GetAsync("/api");
        await answer.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "auth_server_unavailable");
        answer.Headers.RetryAfter!.Delta.ShouldNotBeNull();
        answer.SetsCookie().ShouldBeFalse();

        world.Auth.Faults.Clear();
        await world.FlightsLandedAsync(); // whoever comes while the lease is given back is told the same
        world.Time.Advance(answer.Headers.RetryAfter.Delta.Value);
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_hanging_auth_server_is_given_up_after_the_timeout_without_a_second_try()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded, settings => settings["Gateway:Refresh:Timeout"] = "00:00:07");
        await world.SignInAsync();
        world.Expire();
        world.Auth.Faults.SetForRefreshes(FaultMode.Hang);

        var request = world.Browser.GetAsync("/api");
        await world.Auth.WaitForRefreshCallsAsync(1, TestContext.Current.CancellationToken);
        world.Time.Advance(TimeSpan.FromSeconds(7));

        await (await request).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "auth_server_unavailable");
        world.Auth.Counters.RefreshCalls.Value.ShouldBe(1);
    }

    [Fact]
    public async Task A_refused_connection_is_tried_once_more_then_the_session_waits()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        await world.SignInAsync();
        world.Expire();
        await world.Auth.GoOfflineAsync();
        await (await world.Browser.GetAsync("/api")).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "auth_server_unavailable");

        await world.Auth.GoOnlineAsync();
        world.Time.Advance(TimeSpan.FromSeconds(5));
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_dropped_connection_is_tried_once_more_and_nobody_notices()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        await world.SignInAsync();
        world.Expire();
        world.Auth.Faults.SetForRefreshes(FaultMode.DropConnection, times: 1);

        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        world.Auth.Counters.RefreshCalls.Value.ShouldBe(2);
    }

    [Fact]
    public async Task A_refusal_after_a_lost_answer_is_no_proof_and_ends_nothing()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        await world.SignInAsync();
        world.Expire();
        world.Auth.Faults.SetForRefreshes(FaultMode.DropAfterRotation, times: 1);

        // Rotated, the answer lost; the second try meets a used refresh token. Whether it was used up by ourselves nobody can know.
        var answer = await world.Browser.GetAsync("/api");
        await answer.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "auth_server_unavailable");
        answer.SetsCookie().ShouldBeFalse();
        (await world.RecordsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_lost_answer_is_made_good_where_the_auth_server_has_a_grace()
    {
        var options = new Demo.AuthServer.DemoAuthServerOptions { AccessTokenLifetime = TimeSpan.FromMinutes(5), ReuseGrace = TimeSpan.FromSeconds(30) };
        await using var world = await World.StartAsync(StoreKind.Embedded, auth: options);
        await world.SignInAsync();
        world.Expire();
        world.Auth.Faults.SetForRefreshes(FaultMode.DropAfterRotation, times: 1);

        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        world.Auth.Counters.ReusesDetected.Value.ShouldBe(0);
    }

    [Fact]
    public async Task During_an_outage_the_auth_server_is_left_alone_between_tries()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        await world.SignInAsync();
        world.Expire();
        world.Auth.Faults.SetForRefreshes(FaultMode.Unavailable503);

        for (var i = 0; i < 20; i++)
            await (await world.Browser.GetAsync("/api")).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "auth_server_unavailable");
        world.Auth.Counters.RefreshCalls.Value.ShouldBe(1);
    }

    [Theory, EveryStore]
    public async Task A_session_refused_for_good_lives_to_its_tokens_end_and_is_asked_about_once(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        await world.SignInAsync();
        world.MakeDue();
        world.Auth.RevokeSessions("demo@example.com");

        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await world.FlightsLandedAsync();
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);

        world.Time.Advance(TimeSpan.FromMinutes(1));
        var ended = await world.Browser.GetAsync("/api");
        await ended.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "session_ended");
        ended.ClearsCookie().ShouldBeTrue();
        world.Auth.Counters.RefreshCalls.Value.ShouldBe(1);
        (await world.RecordsAsync()).ShouldBeEmpty();
    }

    [Theory, EveryStore]
    public async Task An_expired_session_that_is_refused_ends_and_its_record_goes(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        await world.SignInAsync();
        world.Auth.RevokeSessions("demo@example.com");
        world.Expire();
        var device = world.Browser.DeviceId;

        await (await world.Browser.GetAsync("/api")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "session_ended");
        (await world.RecordsAsync()).ShouldBeEmpty();

        world.Browser.DeviceId = device;
        await (await world.Browser.GetAsync("/api")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "no_session");
    }
}
