using Gateway.Devices;
using Gateway.Sessions;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;
using Gateway.Tokens;
using StackExchange.Redis;

namespace Gateway.Tests.Sessions;

/// <summary>Records as other services may leave them, read and written through the one door.</summary>
public sealed class SessionStoreTests
{
    // What the record says and what we know must be the same to the scripts, or a refresh would look again for ever.
    [Theory]
    [InlineData(StoreKind.Embedded, null)]
    [InlineData(StoreKind.Embedded, "3")]
    [InlineData(StoreKind.Embedded, "abc")]
    [InlineData(StoreKind.Embedded, "007")]
    [InlineData(StoreKind.Embedded, "1.5")]
    [InlineData(StoreKind.Embedded, "")]
    [InlineData(StoreKind.Embedded, "-1")]
    [InlineData(StoreKind.Redis, null)]
    [InlineData(StoreKind.Redis, "abc")]
    [InlineData(StoreKind.Redis, "007")]
    public async Task A_record_with_any_version_can_be_leased_and_committed(StoreKind kind, string? version)
    {
        await using var world = await World.StartAsync(kind, Plain);
        var (store, device) = (world.Service<SessionStore>(), DeviceId.New());
        await WriteAsync(world, device, [("access_token", "a"), ("refresh_token", "r"), .. version is null ? Array.Empty<(string, string)>() : [("version", version)]]);

        var known = (await store.FindAsync(device)).ShouldBeOfType<StoreAnswer.Current>().Session;
        var leased = (await store.LeaseAsync(known, world.Service<InstanceId>().NextAttempt(TimeSpan.FromSeconds(10)))).ShouldBeOfType<StoreAnswer.Current>().Session;
        var next = leased with { Version = leased.Version + 1, Tokens = Some.Session().Tokens };
        (await store.CommitAsync(leased, next)).ShouldBeOfType<StoreAnswer.Current>();

        var read = await Database(world).HashGetAllAsync(store.RecordOf(device));
        read.ShouldContain(new HashEntry("access_token", "the-access-token"));
        read.ShouldContain(new HashEntry("version", next.Version));
    }

    [Theory, EveryStore]
    public async Task Fields_that_are_not_ours_and_a_TTL_that_the_record_does_not_tell_stay(StoreKind kind)
    {
        await using var world = await World.StartAsync(kind, Plain);
        var (store, device) = (world.Service<SessionStore>(), DeviceId.New());
        await WriteAsync(world, device, [("access_token", "a"), ("refresh_token", "r"), ("theirs", "kept")]);
        await Database(world).KeyExpireAsync(store.RecordOf(device), TimeSpan.FromHours(1));

        // Twice, since the second starts from what the first has written.
        for (var i = 0; i < 2; i++)
        {
            await world.RestartGatewayAsync(); // so that nothing is remembered
            store = world.Service<SessionStore>();
            var known = (await store.FindAsync(device)).ShouldBeOfType<StoreAnswer.Current>().Session;
            var leased = (await store.LeaseAsync(known, world.Service<InstanceId>().NextAttempt(TimeSpan.FromSeconds(10)))).ShouldBeOfType<StoreAnswer.Current>().Session;
            (await store.CommitAsync(leased, leased with { Version = leased.Version + 1 })).ShouldBeOfType<StoreAnswer.Current>();
        }

        (await Database(world).HashGetAsync(store.RecordOf(device), "theirs")).ShouldBe((RedisValue)"kept");
        var left = await Database(world).KeyTimeToLiveAsync(store.RecordOf(device));
        left.ShouldNotBeNull().ShouldBeLessThanOrEqualTo(TimeSpan.FromHours(1));
    }

    // Fails when the version alone is looked at. The store lost what this instance had written, and gave the same version to another's tokens since; the message
    // of that was lost as well, with the subscription.
    [Theory, EveryStore]
    public async Task A_session_from_before_the_changes_were_heard_again_is_read_whole(StoreKind kind)
    {
        await using var world = await World.StartAsync(kind);
        await world.SignInAsync();
        var stored = world.Service<SessionStore>().FindWarm(world.Browser.DeviceId)!;
        var lost = stored with { Tokens = stored.Tokens with { AccessToken = new Secret("lost"), RefreshToken = new Secret("used") } };
        world.Service<SessionCache>().Put(new(lost, world.Time.GetTimestamp(), world.Service<SubscriptionEpoch>().Current - 1));

        var found = (await world.Service<SessionStore>().FindAsync(stored.Device)).ShouldBeOfType<StoreAnswer.Current>().Session;

        (found.Tokens.AccessToken == stored.Tokens.AccessToken && found.Tokens.RefreshToken == stored.Tokens.RefreshToken).ShouldBeTrue();
    }

    // Fails when a read begins without a second look at the cache: who looked there just before another's read ended reads once more.
    [Fact]
    public async Task However_many_ask_and_whenever_a_record_is_read_once()
    {
        const int Records = 100;
        await using var world = await World.StartAsync(StoreKind.Embedded, Plain);
        var store = world.Service<SessionStore>();
        var devices = Enumerable.Range(0, Records).Select(_ => DeviceId.New()).ToList();
        foreach (var device in devices)
            await WriteAsync(world, device, [("access_token", "a"), ("refresh_token", "r")]);
        var commands = CommandCount.Of(world.Gateway);

        foreach (var device in devices)
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => AskUntilFoundAsync(store, device))));

        commands.Take().ShouldBe(Enumerable.Repeat("HGETALL", Records));
    }

    // Without waiting for an answer first, so that somebody is always about to look.
    private static async Task AskUntilFoundAsync(SessionStore store, DeviceId device)
    {
        List<Task<StoreAnswer>> asked = [];
        do
            asked.Add(store.FindAsync(device));
        while (!asked[0].IsCompleted && asked.Count < 10_000);
        foreach (var answer in await Task.WhenAll(asked))
            answer.ShouldBeOfType<StoreAnswer.Current>();
    }

    [Theory, EveryStore]
    public async Task A_key_of_another_type_is_no_session(StoreKind kind)
    {
        await using var world = await World.StartAsync(kind, Plain);
        var (store, device) = (world.Service<SessionStore>(), DeviceId.New());
        await Database(world).StringSetAsync(store.RecordOf(device), "not ours");

        (await store.FindAsync(device)).ShouldBeOfType<StoreAnswer.Gone>();
        (await store.EndAsync(store.RecordOf(device), Leaving.SignedOut)).ShouldBeOfType<StoreAnswer.Gone>();
        (await Database(world).StringGetAsync(store.RecordOf(device))).ShouldBe((RedisValue)"not ours");
    }

    private static void Plain(Dictionary<string, string?> settings) => settings["Gateway:Sessions:Format"] = "Plain";

    private static IDatabase Database(World world) => world.Store.Connect(world.Gateway).GetDatabase();

    private static Task WriteAsync(World world, DeviceId device, (string Field, string Value)[] fields) =>
        Database(world).HashSetAsync(world.Service<SessionStore>().RecordOf(device), [.. fields.Select(field => new HashEntry(field.Field, field.Value))]);
}
