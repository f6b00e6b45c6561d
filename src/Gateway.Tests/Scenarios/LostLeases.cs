using System.Net;
using Demo.AuthServer.Traffic;
using Gateway.Devices;
using Gateway.Redis;
using Gateway.Sessions;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Gateway.Tests.Scenarios;

/// <summary>
/// A holder that was frozen for longer than its lease wakes up and stores what it was granted, while the one that took over is waiting for an answer. Its
/// refresh token is no longer the session's then, and an auth server that detects reuse would end the session for it.
/// </summary>
public sealed class LostLeases
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Fails when a second try does not ask for the lease once more (the auth server sees a reuse), or when a lost lease is taken for an outage (503).
    [Fact]
    public async Task An_answer_that_is_lost_after_another_has_stored_is_not_asked_for_again_and_the_newer_tokens_are_used()
    {
        await using var world = await World.StartAsync(StoreKind.Redis);
        await world.SignInAsync();
        var store = (await world.AddInstanceAsync()).Services.GetRequiredService<SessionStore>();
        var known = (await store.FindAsync(DeviceId.Parse(world.Browser.DeviceId!)!.Value)).ShouldBeOfType<StoreAnswer.Current>().Session;
        world.Expire();
        world.Auth.Faults.SetForRefreshes(FaultMode.DropAfterRotation, times: 1);

        Task<HttpResponseMessage> request;
        using (world.Auth.HoldRefreshes())
        {
            request = world.Browser.GetAsync("/api");
            await world.Auth.Counters.RefreshesGranted.WaitForAsync(1, Cancellation);
            var granted = known.Tokens with { AccessToken = new(world.CurrentBearer["Bearer ".Length..]), AccessExpiry = world.Time.GetUtcNow().AddMinutes(5) };
            (await store.CommitAsync(known, known with { Version = known.Version + 1, Tokens = granted })).ShouldBeOfType<StoreAnswer.Current>();
        }

        (await request).StatusCode.ShouldBe(HttpStatusCode.OK);
        world.Api.Requests[^1].Authorization.ShouldBe(world.CurrentBearer);
        world.Auth.Counters.RefreshCalls.Value.ShouldBe(1);
        world.Auth.Counters.ReusesDetected.Value.ShouldBe(0);
    }

    // Fails when it is asked for at full length: whoever waits for a holder that dies over its second try would give up before that lease ends.
    [Fact]
    public async Task The_lease_of_one_more_try_ends_when_the_first_would_have()
    {
        await using var world = await World.StartAsync(StoreKind.Redis);
        await world.SignInAsync();
        var leases = await world.Service<RedisConnection>().Multiplexer.GetSubscriber().SubscribeAsync(world.Service<SessionKeys>().Leased);
        world.Expire();
        world.Auth.Faults.SetForRefreshes(FaultMode.DropAfterRotation, times: 1);

        Task<HttpResponseMessage> request;
        using (world.Auth.HoldRefreshes())
        {
            request = world.Browser.GetAsync("/api");
            await world.Auth.Counters.RefreshesGranted.WaitForAsync(1, Cancellation);
            world.Time.Advance(TimeSpan.FromSeconds(5));
        }
        await request;

        (await LengthAsync(leases)).ShouldBe("12000");
        (await LengthAsync(leases)).ShouldBe("7000");
    }

    private static async Task<string> LengthAsync(ChannelMessageQueue leases) => (await leases.ReadAsync(Cancellation)).Message.ToString().Split(' ')[2];
}
