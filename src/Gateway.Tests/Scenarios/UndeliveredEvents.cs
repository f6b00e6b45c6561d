using System.Diagnostics.Metrics;
using Gateway.Events;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Gateway.Tests.Scenarios;

/// <summary>A receiver that is away, slow or unwilling, and processes that have died: what was changed is told of once somebody listens.</summary>
public sealed class UndeliveredEvents : IAsyncLifetime
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private WebhookReceiver _receiver = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _receiver = await WebhookReceiver.StartAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _receiver.DisposeAsync();
    }

    // Fails when a redirect is followed.
    [Theory, EveryStore]
    public async Task What_is_not_taken_is_sent_again_under_the_same_id_and_nothing_of_its_session_before(StoreKind store)
    {
        await using var world = await StartAsync(store);
        _receiver.AnswerNext(
            new DestinationAnswer { Status = 500 },
            new DestinationAnswer { Status = 302, Headers = [new("Location", "/elsewhere")] },
            new DestinationAnswer { Status = 404 }
        );

        await world.SignInAsync();
        var first = await _receiver.NextAsync();
        await world.Browser.PostAsync("/auth/sign-out"); // which is tried at once, but not before the sign-in is told
        await AdvanceUntilAsync(world, () => Task.FromResult(_receiver.All.Count is 5));
        await EmptyAsync(world);

        _receiver.All.Select(one => one.Type).ShouldBe([.. Enumerable.Repeat("session.opened", 4), "session.ended"]);
        _receiver.All.Take(4).ShouldAllBe(one => one.Id == first.Id && one.Json.ToString() == first.Json.ToString());
    }

    [Theory, EveryStore]
    public async Task A_receiver_that_hangs_is_given_up_after_ten_seconds_and_asked_again(StoreKind store)
    {
        await using var world = await StartAsync(store);
        using (_receiver.Hang())
        {
            await world.SignInAsync();
            await _receiver.NextAsync();
            await world.Time.TimerStartedAsync(10 * Second, Cancellation);
            world.Time.Advance(10 * Second);
        }

        await AdvanceUntilAsync(world, () => Task.FromResult(_receiver.All.Count > 1));
        await EmptyAsync(world);

        _receiver.All.Select(one => one.Id).Distinct().ShouldHaveSingleItem();
    }

    // Fails when all that was begun has to be told before more is begun.
    [Theory, EveryStore]
    public async Task A_receiver_that_hangs_over_one_session_is_told_of_the_others(StoreKind store)
    {
        await using var world = await StartAsync(store);
        using (_receiver.Hang())
        {
            await world.SignInAsync();
            var first = await _receiver.NextAsync();
            for (var i = 0; i < 5; i++)
                await world.SignInAsync(world.NewBrowser());

            (await _receiver.NextAsync(5)).Select(one => one.Id).Append(first.Id).Distinct().Count().ShouldBe(6);
        }
        await EmptyAsync(world);
    }

    [Theory, EveryStore]
    public async Task An_event_waits_through_a_restart_for_a_receiver_that_is_away(StoreKind store)
    {
        await using var world = await StartAsync(store);
        await _receiver.GoOfflineAsync();
        await world.SignInAsync();
        (await QueueAsync(world)).ShouldHaveSingleItem();

        await world.RestartGatewayAsync();
        await _receiver.GoOnlineAsync();
        await AdvanceUntilAsync(world, () => Task.FromResult(_receiver.All.Count > 0));
        await EmptyAsync(world);

        _receiver.All.ShouldHaveSingleItem().Type.ShouldBe("session.opened");
    }

    // A process that dies between the note and the change has left a note of what never was.
    [Theory, EveryStore]
    public async Task A_note_that_no_change_has_followed_goes_and_nobody_is_told(StoreKind store)
    {
        await using var world = await StartAsync(store);
        var (database, keys) = (Database(world), Keys(world));
        var intent = IntentOf(world.Time.GetUtcNow(), "a-record-that-never-was");
        await database.SortedSetAddAsync(keys.Queue, intent.Text, world.Time.GetUtcNow().ToUnixTimeMilliseconds());

        await AdvanceUntilAsync(world, () => Task.FromResult(world.Time.GetUtcNow() - intent.MadeAt > TimeSpan.FromMinutes(4)));
        (await QueueAsync(world)).ShouldBe([intent]); // its change may still lie in the buffers of a store that stood still
        await AdvanceUntilAsync(world, async () => (await QueueAsync(world)).Count is 0);

        _receiver.All.ShouldBeEmpty();
    }

    // Fails when the bound is not held, and when the youngest are given up in the place of the oldest.
    [Theory, EveryStore]
    public async Task Beyond_ten_thousand_the_oldest_are_given_up(StoreKind store)
    {
        await using var world = await StartAsync(store);
        var (database, keys) = (Database(world), Keys(world));
        using var dropped = new Counted(world.Service<IMeterFactory>(), "gateway.events.dropped");
        await _receiver.GoOfflineAsync();
        await world.SignInAsync();
        var oldest = (await QueueAsync(world)).ShouldHaveSingleItem();
        (await database.ListLengthAsync(keys.Of(oldest.Record))).ShouldBe(1);
        await world.Time.TimerStartedAsync(Second, Cancellation); // the dispatcher has tried and rests

        var later = world.Time.GetUtcNow() + Second;
        var many = Enumerable.Range(0, OutboxBound.Most).Select(i => IntentOf(later.AddMilliseconds(i), $"record-{i}")).ToList();
        await database.SortedSetAddAsync(keys.Queue, [.. many.Select(intent => new SortedSetEntry(intent.Text, later.AddDays(1).ToUnixTimeMilliseconds()))]);
        world.Time.Advance(Second);
        while (await database.SortedSetLengthAsync(keys.Queue) > OutboxBound.Most || dropped.Value is 0)
            await Task.Delay(10, Cancellation); // real work, whose end nothing tells

        var left = await QueueAsync(world);
        left.ShouldNotContain(oldest);
        left.Count.ShouldBe(OutboxBound.Most);
        (await database.KeyExistsAsync(keys.Of(oldest.Record))).ShouldBeFalse();
        dropped.Value.ShouldBe(1);
    }

    [Theory, EveryStore]
    public async Task An_event_that_nobody_takes_for_three_days_is_given_up(StoreKind store)
    {
        await using var world = await StartAsync(store);
        using var dropped = new Counted(world.Service<IMeterFactory>(), "gateway.events.dropped");
        await _receiver.GoOfflineAsync();
        await world.SignInAsync();
        await world.Time.TimerStartedAsync(Second, Cancellation);

        world.Time.Advance(TimeSpan.FromDays(3.1));
        await AdvanceUntilAsync(world, async () => (await QueueAsync(world)).Count is 0);

        dropped.Value.ShouldBe(1);
    }

    private Task<World> StartAsync(StoreKind store) =>
        World.StartAsync(
            store,
            settings =>
            {
                foreach (var (key, value) in _receiver.Settings)
                    settings[key] = value;
            }
        );

    private static Intent IntentOf(DateTimeOffset now, string record) => new(Guid.CreateVersion7(now).ToString(), record);

    private static IDatabase Database(World world) => world.Store.Connect(world.Gateway).GetDatabase();

    private static OutboxKeys Keys(World world) => new(world.AllSettings.GetValueOrDefault("Gateway:Redis:KeyPrefix") ?? "gateway:");

    private static async Task<IReadOnlyList<Intent>> QueueAsync(World world) => (await world.Service<OutboxStore>().ReadQueueAsync()).ShouldNotBeNull().Taken;

    private static Task EmptyAsync(World world) => AdvanceUntilAsync(world, async () => (await QueueAsync(world)).Count is 0);

    // Each time the dispatcher rests, a second passes.
    private static async Task AdvanceUntilAsync(World world, Func<Task<bool>> isSo)
    {
        var start = TimeProvider.System.GetTimestamp();
        var dispatcher = world.Gateway.Services.GetServices<IHostedService>().OfType<EventDispatcher>().Single();
        while (!await isSo())
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(30));
            if (dispatcher.UnderWay is 0 && world.Time.IsAwaited(Second)) // else an answer that is on its way would come too late
                world.Time.Advance(Second);
            else
                await Task.Delay(1, Cancellation);
        }
    }
}
