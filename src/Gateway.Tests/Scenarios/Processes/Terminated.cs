using Demo.AuthServer;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fleets;

namespace Gateway.Tests.Scenarios.Processes;

/// <summary>SIGTERM while a refresh is under way, as at every deployment: it is finished and stored before the process ends.</summary>
[Collection(typeof(RunsAlone))]
public sealed class Terminated
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Thinking = TimeSpan.FromMilliseconds(1500);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Fails when RefreshDrain does not wait. The one that hangs also fails when the drain has no time of its own.
    [Theory]
    [InlineData(false)]
    [InlineData(true)] // a request that never ends uses up the host's time for shutdown, which is shorter than the refresh
    public async Task The_refresh_under_way_is_stored_and_others_serve_its_token(bool hangs)
    {
        await using var fleet = await Fleet.StartAsync(
            2,
            new DemoAuthServerOptions { AccessTokenLifetime = Lifetime },
            settings =>
            {
                settings["Gateway:Refresh:Ahead"] = "00:00:10"; // so the last third
                if (hangs)
                    settings["shutdownTimeoutSeconds"] = "1";
            }
        );
        await fleet.SignInAsync();
        var (dying, other) = (fleet.Instances[0], fleet.Instances[1]);
        (await other.AskAsync()).ShouldBeOk();
        await Fleet.ExpiryAsync(dying, before: Lifetime / 3 - TimeSpan.FromMilliseconds(50));

        Task stopped;
        using (hangs ? fleet.Api.HoldAnswers() : null)
        {
            using (fleet.Auth.HoldRefreshes())
            {
                var requests = await AskUntilCalledAsync(fleet, dying);
                if (!hangs)
                    (await Task.WhenAll(requests)).ShouldAllBe(reply => reply.IsOk); // so nothing but the refresh keeps the process
                stopped = dying.Process.StopAsync();
                await dying.Process.LoggedAsync("Application is shutting down", Cancellation);
                await Task.Delay(Thinking, Cancellation);
                stopped.IsCompleted.ShouldBeFalse("it ended before its refresh did");
            }
            await stopped.WaitAsync(Fleet.Patience, Cancellation);
        }

        (await UntilRefreshedAsync(fleet, other)).ShouldBeOk();
        fleet.Auth.Counters.RefreshCalls.Value.ShouldBe(1);
        fleet.ShouldHaveLostNothing();
    }

    // When exactly a token is due is the gateway's affair.
    private static async Task<List<Task<Reply>>> AskUntilCalledAsync(Fleet fleet, FleetInstance instance)
    {
        var called = fleet.Auth.WaitForRefreshCallsAsync(1, Cancellation);
        var (start, requests) = (TimeProvider.System.GetTimestamp(), new List<Task<Reply>>());
        while (!called.IsCompleted)
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(Lifetime);
            requests.Add(instance.AskAsync());
            await Task.WhenAny(called, Task.Delay(50, Cancellation));
        }
        return requests;
    }

    private static async Task<Reply> UntilRefreshedAsync(Fleet fleet, FleetInstance instance)
    {
        var start = TimeProvider.System.GetTimestamp();
        Reply reply;
        do
            reply = await instance.AskAsync();
        while (reply.Says != fleet.CurrentBearer && TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(1));
        reply.Says.ShouldBe(fleet.CurrentBearer);
        return reply;
    }
}
