using Gateway.Sessions;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios.Stores;

/// <summary>A Redis that refuses the subscription while its connections are well, so that no event of a connection ever tells that it would be given now.</summary>
public sealed class Subscriptions
{
    // Fails when a subscription is resumed only where a connection comes back.
    [Fact]
    public async Task One_that_was_refused_is_asked_for_until_it_is_given()
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.SayAsync("ACL", "SETUSER", "gateway", "reset", "on", ">a-password", "allkeys", "allcommands", "resetchannels");
        await using var world = await World.StartAsync(
            StoreKind.Embedded,
            settings => settings["Gateway:Redis:Configuration"] = $"{redis.Configuration},user=gateway,password=a-password"
        );
        world.Service<SubscriptionEpoch>().Current.ShouldBe(SubscriptionEpoch.None);

        await redis.SayAsync("ACL", "SETUSER", "gateway", "allchannels");
        await world.StoreIsBackAsync();

        await world.SignInAsync();
        var other = await world.AddInstanceAsync();
        var heard = world.Gateway.NextChangeOfAsync((await world.RecordsAsync()).Single());
        (await world.BrowserAt(other).PostAsync("/auth/sign-out")).IsSuccessStatusCode.ShouldBeTrue();
        await heard.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }
}
