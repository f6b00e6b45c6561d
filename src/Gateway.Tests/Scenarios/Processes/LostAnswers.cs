using System.Net;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Faults;
using Gateway.Tests.Support.Fleets;

namespace Gateway.Tests.Scenarios.Processes;

/// <summary>The auth server rotates, and its answer does not arrive: the worst that can happen under rotation.</summary>
[Collection(typeof(RunsAlone))]
public sealed class LostAnswers
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    // Fails when a refusal after a lost answer counts as one.
    [Fact]
    public async Task One_more_try_and_then_it_is_the_auth_servers_word_that_ends_the_session_and_no_guess()
    {
        await using var fleet = await Fleet.StartAtExpiryAsync(1, TimeSpan.Zero);
        var instance = fleet.Instances[0];
        var lost = instance.Auth.LoseAnswerToAsync(Text.CallBody);

        var reply = await instance.AskAsync();

        lost.IsCompleted.ShouldBeTrue();
        reply.Status.ShouldBe(HttpStatusCode.ServiceUnavailable, $"{reply}");
        reply.Says.ShouldBe("auth_server_unavailable");
        reply.SetsCookie.ShouldBeFalse();
        fleet.Auth.Counters.RefreshCalls.Value.ShouldBe(2);
        (await fleet.RecordAsync()).Keys.ShouldContain("refresh_token");

        // Without any grace the second try was a reuse, and the server has ended the family. Asked alone it says so, and that counts.
        while ((reply = await instance.AskAsync()).Status is HttpStatusCode.ServiceUnavailable)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        reply.Status.ShouldBe(HttpStatusCode.Unauthorized, $"{reply}");
        reply.Says.ShouldBe("session_ended");
        fleet.Auth.Counters.RefreshCalls.Value.ShouldBe(3);
    }

    // Fails when there is no second try.
    [Fact]
    public async Task One_more_try_is_enough_where_the_auth_server_grants_a_grace()
    {
        await using var fleet = await Fleet.StartAtExpiryAsync(1, Grace);
        var lost = fleet.Instances[0].Auth.LoseAnswerToAsync(Text.CallBody);

        (await fleet.Instances[0].AskAsync()).ShouldBeOk().Says.ShouldBe(fleet.CurrentBearer);

        lost.IsCompleted.ShouldBeTrue();
        fleet.Auth.Counters.RefreshCalls.Value.ShouldBe(2);
        fleet.ShouldHaveLostNothing();
    }

    [Fact]
    public async Task A_call_that_was_given_up_and_arrives_all_the_same_costs_nothing_where_there_is_a_grace()
    {
        await using var fleet = await Fleet.StartAtExpiryAsync(1, Grace);
        var instance = fleet.Instances[0];
        instance.Auth.Set(ProxyMode.Blackhole);
        var reply = await instance.AskAsync();
        reply.Status.ShouldBe(HttpStatusCode.ServiceUnavailable, $"{reply}");

        instance.Auth.Set(ProxyMode.Pass); // as a frozen server that thaws, and reads what lies in its buffers
        await fleet.Auth.WaitForRefreshCallsAsync(1, TestContext.Current.CancellationToken).WaitAsync(Fleet.Patience, TestContext.Current.CancellationToken);

        (await Fleet.ServesAgainAsync(instance)).Says.ShouldBe(fleet.CurrentBearer);
        fleet.Auth.Counters.RefreshCalls.Value.ShouldBe(2);
        fleet.ShouldHaveLostNothing();
    }
}
