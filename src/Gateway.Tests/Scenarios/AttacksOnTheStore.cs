using System.Net;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;
using StackExchange.Redis;

namespace Gateway.Tests.Scenarios;

/// <summary>What a reviewer broke in the store once, so that it stays mended.</summary>
public sealed class AttacksOnTheStore
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_embedded_store_keeps_more_than_its_memory_and_over_a_restart()
    {
        const int records = 60_000; // of 1.5 KB, in a store of 64 MB
        await using var world = await World.StartAsync(StoreKind.Embedded);
        var database = world.Store.Connect(world.Gateway).GetDatabase();
        var value = new string('x', 1500);
        foreach (var some in Enumerable.Range(0, records).Chunk(2000))
            await Task.WhenAll(some.Select(i => database.HashSetAsync($"fill:{i}", "value", value)));
        (await CountAsync(database)).ShouldBe(records);

        await world.RestartGatewayAsync();
        (await CountAsync(world.Store.Connect(world.Gateway).GetDatabase())).ShouldBe(records);

        static async Task<int> CountAsync(IDatabase database)
        {
            var found = 0;
            foreach (var some in Enumerable.Range(0, records).Chunk(2000))
                found += (await Task.WhenAll(some.Select(i => database.KeyExistsAsync($"fill:{i}")))).Count(exists => exists);
            return found;
        }
    }

    [Fact]
    public async Task A_channel_prefix_and_RESP3_do_not_switch_the_news_off()
    {
        await using var world = await World.StartAsync(
            StoreKind.Redis,
            settings => settings["Gateway:Redis:Configuration"] += ",channelPrefix=mine:,protocol=resp3"
        );
        await world.SignInAsync();
        var instance = await world.AddInstanceAsync();
        var other = world.BrowserAt(instance);
        (await other.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var changed = instance.NextChangeOfAsync((await world.RecordsAsync()).Single());

        (await world.Browser.PostAsync("/auth/sign-out")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await changed.WaitAsync(Cancellation);
        (await other.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_index_of_an_email_does_not_grow_with_every_sign_in()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded, settings => settings["Gateway:Sessions:MaxPerUser"] = "2");
        for (var i = 0; i < 10; i++)
        {
            await world.SignInAsync(world.NewBrowser());
            world.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var database = world.Store.Connect(world.Gateway).GetDatabase();
        (await database.SortedSetLengthAsync("gateway:email:demo@example.com")).ShouldBeLessThanOrEqualTo(4);
        var sessions = await Task.WhenAll((await world.RecordsAsync()).Select(record => database.HashExistsAsync(record, "access_token")));
        sessions.Count(isSession => isSession).ShouldBe(2); // of the others no more is left than what their browsers need to be told
    }
}
