using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;
using StackExchange.Redis;

namespace Gateway.Tests.Scenarios;

/// <summary>Events in a stream of the Redis that holds the sessions.</summary>
public sealed class StreamedEvents
{
    private const string Stream = "told";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_are_added_in_their_order()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var world = await StartAsync(redis);

        await world.SignInAsync();
        await world.Browser.PostAsync("/auth/sign-out");

        var entries = await EntriesAsync(redis, 2);
        entries.Select(entry => entry["type"].ToString()).ShouldBe(["session.opened", "session.ended"]);
        foreach (var entry in entries)
        {
            var told = System.Text.Json.JsonElement.Parse(entry["event"].ToString());
            told.GetProperty("id").GetString().ShouldBe(entry["id"].ToString());
            told.GetProperty("type").GetString().ShouldBe(entry["type"].ToString());
        }
    }

    // Fails when nobody remembers who has an event already: then each try for the webhook adds it to the stream once more.
    [Fact]
    public async Task A_webhook_that_is_away_neither_holds_them_up_nor_doubles_them()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var world = await StartAsync(redis, receiver.Settings);
        receiver.AnswerNext(new DestinationAnswer { Status = 503 }, new DestinationAnswer { Status = 503 });

        await world.SignInAsync();
        var added = (await EntriesAsync(redis, 1)).ShouldHaveSingleItem();
        var start = TimeProvider.System.GetTimestamp();
        while (receiver.All.Count < 3)
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(30));
            if (world.Time.IsAwaited(TimeSpan.FromSeconds(1)))
                world.Time.Advance(TimeSpan.FromSeconds(1));
            else
                await Task.Delay(1, Cancellation);
        }

        receiver.All.ShouldAllBe(one => one.Id == added["id"].ToString());
        (await EntriesAsync(redis, 1)).ShouldHaveSingleItem();
    }

    private static Task<World> StartAsync(RedisServer redis, IReadOnlyDictionary<string, string?>? more = null) =>
        World.StartAsync(
            StoreKind.Embedded,
            settings =>
            {
                settings["Gateway:Redis:Configuration"] = redis.Configuration;
                settings["Gateway:Events:Stream"] = Stream;
                foreach (var (key, value) in more ?? new Dictionary<string, string?>())
                    settings[key] = value;
            }
        );

    private static async Task<IReadOnlyList<StreamEntry>> EntriesAsync(RedisServer redis, int count)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Configuration);
        StreamEntry[] entries;
        do
            entries = await connection.GetDatabase().StreamRangeAsync(Stream);
        while (entries.Length < count);
        return entries;
    }
}
