using Demo.AuthServer;
using Gateway.Events;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Fleets;
using StackExchange.Redis;

namespace Gateway.Tests.Scenarios.Processes;

/// <summary>Processes that are killed with something to tell: every event arrives, none under two ids, and nothing that never was.</summary>
public sealed class KilledTeller
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_and_started_anew_while_the_receiver_is_away()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var fleet = await StartAsync(1, receiver);
        var instance = fleet.Instances[0];
        await receiver.GoOfflineAsync();
        await instance.SignInAsync();
        await instance.SignInAsync(); // ends the first
        (await instance.SignOutAsync()).ShouldBeOk();
        await instance.Process.LoggedAsync("Events do not get to the", Cancellation);

        await instance.Process.KillAsync();
        await instance.RestartAsync();
        await receiver.GoOnlineAsync();

        await ShouldArriveAsync(receiver, instance.Process, "session.opened", "session.opened", "session.ended", "session.ended");
        foreach (var session in receiver.All.GroupBy(one => one.Session))
            session.DistinctBy(one => one.Id).Select(one => one.Type).ShouldBe(["session.opened", "session.ended"]);
        await ShouldBeEmptyAsync(fleet);
    }

    [Fact]
    public async Task Killed_while_the_receiver_is_away_and_another_tells()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var fleet = await StartAsync(2, receiver);
        await receiver.GoOfflineAsync();
        await fleet.Instances[0].SignInAsync();
        await fleet.Instances[0].Process.LoggedAsync("Events do not get to the", Cancellation);

        await fleet.Instances[0].Process.KillAsync();
        await receiver.GoOnlineAsync();

        await ShouldArriveAsync(receiver, fleet.Instances[1].Process, "session.opened");
        await ShouldBeEmptyAsync(fleet);
    }

    [Fact]
    public async Task Killed_before_it_learns_that_its_change_was_made()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var fleet = await StartAsync(2, receiver);
        var changed = fleet.Instances[0].Redis.HoldAfterAsync("session.opened");
        var lost = Record.ExceptionAsync(fleet.Instances[0].SignInAsync);
        await changed.WaitAsync(Fleet.Patience, Cancellation);

        await fleet.Instances[0].Process.KillAsync();

        await ShouldArriveAsync(receiver, fleet.Instances[1].Process, "session.opened");
        await ShouldBeEmptyAsync(fleet);
        (await lost).ShouldNotBeNull();
    }

    [Fact]
    public async Task Killed_between_the_note_and_the_change_it_has_nothing_to_tell()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var fleet = await StartAsync(1, receiver);
        var instance = fleet.Instances[0];
        var noted = instance.Redis.HoldFromAsync("session.opened");
        var lost = Record.ExceptionAsync(instance.SignInAsync);
        await noted.WaitAsync(Fleet.Patience, Cancellation);

        await instance.Process.KillAsync();
        instance.Redis.Cut();
        (await lost).ShouldNotBeNull();

        await using var connection = await ConnectionMultiplexer.ConnectAsync(fleet.Redis.Configuration);
        var keys = await connection.GetServers()[0].KeysAsync(pattern: "*").Select(key => key.ToString()).ToListAsync(Cancellation);
        keys.ShouldContain("gateway:outbox");
        // The lists come before the record, and who lists prunes them.
        keys.ShouldNotContain(key => key.StartsWith("gateway:session:", StringComparison.Ordinal) || key.StartsWith("gateway:outbox:", StringComparison.Ordinal));
        (await connection.GetDatabase().SortedSetLengthAsync("gateway:outbox")).ShouldBe(1);

        // Ten minutes later another sweeps up.
        var time = new FakeTime();
        time.Advance(TimeSpan.FromMinutes(10));
        var settings = new Dictionary<string, string?>(receiver.Settings) { ["Gateway:Redis:Configuration"] = fleet.Redis.Configuration };
        await using var other = await GatewayHost.StartAsync(settings, time);
        await ShouldBeEmptyAsync(fleet);
        receiver.All.ShouldBeEmpty();
    }

    private static async Task<Fleet> StartAsync(int instances, WebhookReceiver receiver) =>
        await Fleet.StartAsync(
            instances,
            new DemoAuthServerOptions { AccessTokenLifetime = TimeSpan.FromMinutes(5) },
            settings =>
            {
                foreach (var (key, value) in receiver.Settings)
                    settings[key] = value;
            }
        );

    // Each change has one id, however often it was told; and no log says what must not be said.
    private static async Task ShouldArriveAsync(WebhookReceiver receiver, GatewayProcess teller, params string[] types)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (receiver.All.Select(one => one.Id).Distinct().Count() < types.Length)
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(Fleet.Patience + OutboxTurn.ClaimLength);
            await Task.Delay(20, Cancellation);
        }
        Fleet.Say($"All told after {TimeProvider.System.GetElapsedTime(start).TotalMilliseconds:0} ms, in {receiver.All.Count} calls");
        var events = receiver.All.DistinctBy(one => one.Id).ToList();
        events.Select(one => one.Type).Order().ShouldBe(types.Order());
        events.DistinctBy(one => (one.Type, one.Session)).Count().ShouldBe(events.Count);
        teller.Log.ShouldNotContain("HIDDEN");
    }

    private static async Task ShouldBeEmptyAsync(Fleet fleet)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(fleet.Redis.Configuration);
        var start = TimeProvider.System.GetTimestamp();
        while (await connection.GetServers()[0].KeysAsync(pattern: "gateway:outbox*").AnyAsync(Cancellation))
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(Fleet.Patience);
            await Task.Delay(20, Cancellation);
        }
    }
}
