using System.Net;
using Demo.AuthServer;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Faults;
using Gateway.Tests.Support.Fleets;

namespace Gateway.Tests.Scenarios.Processes;

/// <summary>An auth server that cannot be reached ends nothing: valid tokens are forwarded, expired ones wait, and nobody signs in anew.</summary>
[Collection(typeof(RunsAlone))]
public sealed class AuthServerOutage
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    // Fails when an unavailable answer is taken for a refusal.
    [Fact]
    public async Task Refused_reset_or_swallowed_it_is_waited_for()
    {
        await using var fleet = await StartAsync(instances: 3);
        // One instance, one person and one fault each, so that all three stories take the time of one.
        ProxyMode[] faults = [ProxyMode.Refuse, ProxyMode.Reset, ProxyMode.Blackhole];
        await Task.WhenAll(fleet.Instances.Zip(faults, OutageAsync));

        fleet.Auth.Counters.SignIns.Value.ShouldBe(3);
        fleet.ShouldHaveLostNothing();
    }

    // Fails when a request whose token is due, but valid, waits for the refresh.
    [Fact]
    public async Task A_slow_one_makes_nobody_wait_whose_token_is_still_valid()
    {
        await using var fleet = await StartAsync(instances: 1);
        await fleet.SignInAsync();
        var instance = fleet.Instances[0];
        instance.Auth.Delay = TimeSpan.FromMilliseconds(350);

        var replies = await Fleet.KeepAskingAsync(4, instance, TimeProvider.System.GetUtcNow() + (2 * Lifetime));

        var times = replies.Select(reply => reply.Took).Order().ToList();
        var p99 = times[times.Count * 99 / 100];
        Fleet.Say($"{replies.Count} requests, p99 {p99.TotalMilliseconds:0} ms, worst {times[^1].TotalMilliseconds:0} ms; a refresh takes 700 ms");
        replies.Where(reply => !reply.IsOk).ShouldBeEmpty();
        p99.ShouldBeLessThan(2 * instance.Auth.Delay);
        fleet.Auth.Counters.RefreshCalls.Value.ShouldBeGreaterThan(0);
        fleet.ShouldHaveLostNothing();
    }

    private static async Task OutageAsync(FleetInstance instance, ProxyMode fault)
    {
        await instance.SignInAsync();
        instance.Auth.Set(fault);
        var expiry = await instance.AccessExpiryAsync();

        // Its last third the token is due, so refreshes are tried beside the requests and fail.
        var valid = await Fleet.KeepAskingAsync(2, instance, expiry - TimeSpan.FromMilliseconds(200));
        valid.Where(reply => !reply.IsOk).ShouldBeEmpty();
        await Fleet.ExpiryAsync(instance);
        var expired = await instance.AskAsync();
        expired.Status.ShouldBe(HttpStatusCode.ServiceUnavailable, $"{expired}");
        expired.Says.ShouldBe("auth_server_unavailable");
        expired.RetryAfter.ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromSeconds(1), LongestPause);
        expired.SetsCookie.ShouldBeFalse();

        instance.Auth.Cut(); // calls that were given up must not arrive any more: each would use the token up
        instance.Auth.Set(ProxyMode.Pass);
        var start = TimeProvider.System.GetTimestamp();
        await Fleet.ServesAgainAsync(instance);
        var back = TimeProvider.System.GetElapsedTime(start);
        Fleet.Say($"{fault}: {valid.Count} valid requests served, worst {valid.Max(reply => reply.Took).TotalMilliseconds:0} ms; expired {expired}; back after {back.TotalMilliseconds:0} ms");
        back.ShouldBeLessThan(LongestPause + TimeSpan.FromSeconds(3));
    }

    private static Task<Fleet> StartAsync(int instances) =>
        Fleet.StartAsync(
            instances,
            new DemoAuthServerOptions { AccessTokenLifetime = Lifetime },
            settings =>
            {
                settings["Gateway:Refresh:Ahead"] = Ahead.ToString();
                settings["Gateway:Refresh:Timeout"] = "00:00:01";
            }
        );
}
