using Gateway.Redis;
using Gateway.Sessions;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Sessions;

/// <summary>Commands about a lease: what they tell, and what becomes of those that were given up and are carried out late.</summary>
public sealed class LeaseAttemptTests
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(60);

    // Fails when lease.lua lets any attempt of the same instance take over.
    [Theory, EveryStore]
    public async Task An_older_attempt_takes_nothing_from_a_later_one_and_gives_back_nothing_of_it(StoreKind kind)
    {
        await using var world = await World.StartAsync(kind);
        await world.SignInAsync();
        var (records, self, session) = Of(world);
        var (older, later) = (self.NextAttempt(Length), self.NextAttempt(Length));
        (await records.LeaseAsync(session, later, mayTakeOver: true)).ShouldBeOfType<StoreAnswer.Current>();

        (await records.LeaseAsync(session, older, mayTakeOver: true)).ShouldBeOfType<StoreAnswer.Held>();
        (await records.ReleaseAsync(session, older)).ShouldBeOfType<StoreAnswer.Gone>();

        (await records.LeaseAsync(session, new InstanceId().NextAttempt(Length), mayTakeOver: true)).ShouldBeOfType<StoreAnswer.Held>();
        (await records.EndRefusedAsync(session, later, told: null)).ShouldBeOfType<StoreAnswer.Current>();
    }

    // Fails when the owner is the instance alone.
    [Theory, EveryStore]
    public async Task A_later_attempt_takes_over_from_an_older_one_whose_refusal_does_not_count_any_more(StoreKind kind)
    {
        await using var world = await World.StartAsync(kind);
        await world.SignInAsync();
        var (records, self, session) = Of(world);
        var (older, later) = (self.NextAttempt(Length), self.NextAttempt(Length));
        (await records.LeaseAsync(session, older, mayTakeOver: false)).ShouldBeOfType<StoreAnswer.Current>();
        (await records.LeaseAsync(session, later, mayTakeOver: false)).ShouldBeOfType<StoreAnswer.Current>();

        (await records.EndRefusedAsync(session, older, told: null)).ShouldBeOfType<StoreAnswer.Changed>();
        (await records.ReleaseAsync(session, later)).ShouldBeOfType<StoreAnswer.Current>();

        (await records.LeaseAsync(session, new InstanceId().NextAttempt(Length), mayTakeOver: false)).ShouldBeOfType<StoreAnswer.Current>();
    }

    // Fails when lease.lua tells the whole record of a version that is known: reading and opening it costs more than all else of a lease.
    [Theory, EveryStore]
    public async Task A_record_of_a_known_version_is_not_told_again(StoreKind kind)
    {
        await using var world = await World.StartAsync(kind);
        await world.SignInAsync();
        var (records, self, session) = Of(world);

        var leased = (await records.LeaseAsync(session, self.NextAttempt(Length), mayTakeOver: true)).ShouldBeOfType<StoreAnswer.Current>().Session;

        leased.ShouldBeSameAs(session);
    }

    // Fails when a version that is not there counts as one that is known.
    [Theory, EveryStore]
    public async Task A_record_without_a_version_is_told_for_its_token_may_be_another(StoreKind kind)
    {
        await using var world = await World.StartAsync(kind);
        await world.SignInAsync();
        var (records, self, session) = Of(world);
        var database = world.Service<RedisConnection>().Database;
        await database.HashDeleteAsync(session.Key, RecordField.Version);
        await database.HashSetAsync(session.Key, RecordField.AccessToken, new SessionSeal(session.Device, session.Key).Seal(RecordField.AccessToken, "another"));

        var leased = (await records.LeaseAsync(session with { Version = 0 }, self.NextAttempt(Length), mayTakeOver: true)).ShouldBeOfType<StoreAnswer.Current>().Session;

        leased.Tokens.AccessToken.Reveal().ShouldBe("another");
    }

    // Fails when a plain record counts as known by its version.
    [Theory, EveryStore]
    public async Task A_plain_record_is_told_for_who_keeps_no_version_may_have_changed_its_token(StoreKind kind)
    {
        await using var world = await World.StartAsync(kind, settings => settings["Gateway:Sessions:Format"] = "Plain");
        await world.SignInAsync();
        var (records, self, session) = Of(world);
        await world.Service<RedisConnection>().Database.HashSetAsync(session.Key, RecordField.AccessToken, "another");

        var leased = (await records.LeaseAsync(session, self.NextAttempt(Length), mayTakeOver: true)).ShouldBeOfType<StoreAnswer.Current>().Session;

        leased.Tokens.AccessToken.Reveal().ShouldBe("another");
    }

    private static (SessionRecords Records, InstanceId Self, Session Session) Of(World world) =>
        (world.Service<SessionRecords>(), world.Service<InstanceId>(), world.Service<SessionStore>().FindWarm(world.Browser.DeviceId)!);
}
