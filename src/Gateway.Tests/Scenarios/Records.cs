using System.Globalization;
using System.Net;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;
using StackExchange.Redis;

namespace Gateway.Tests.Scenarios;

/// <summary>What lies in the store: nothing of use to a thief when sealed, readable by other services when plain.</summary>
public sealed class Records
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, EveryStore]
    public async Task A_dump_of_a_sealed_store_holds_neither_token_nor_device_id(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        await world.SignInAsync();
        var secrets = new List<string> { world.CurrentBearer["Bearer ".Length..], world.Browser.DeviceId! };
        world.Expire();
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        secrets.Add(world.CurrentBearer["Bearer ".Length..]);

        var dump = await DumpAsync(world.Store.Connect(world.Gateway), world.Store.Settings.GetValueOrDefault("Gateway:Redis:KeyPrefix") + "*");

        dump.ShouldContain("demo@example.com"); // so that the dump is known to hold the record
        dump.ShouldContain("access_token");
        foreach (var secret in secrets)
            dump.ShouldNotContain(secret, Case.Sensitive);
        dump.ShouldNotMatch(@"eyJ[\w-]+\.eyJ"); // how every JWT begins
    }

    [Theory, EveryStore]
    public async Task A_record_lives_as_long_as_its_refresh_token(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        await world.SignInAsync();

        var left = await world.Store.Connect(world.Gateway).GetDatabase().KeyTimeToLiveAsync((await world.RecordsAsync()).Single());

        left.ShouldNotBeNull().ShouldBe(TimeSpan.FromDays(14), TimeSpan.FromMinutes(1));
    }

    [Theory, EveryStore]
    public async Task A_plain_record_has_the_fields_that_existing_services_read(StoreKind store)
    {
        await using var world = await World.StartAsync(store, settings => settings["Gateway:Sessions:Format"] = "Plain");
        await world.SignInAsync();

        var key = (await world.RecordsAsync()).Single();
        var record = (await world.Store.Connect(world.Gateway).GetDatabase().HashGetAllAsync(key)).ToStringDictionary();

        key.ShouldEndWith(world.Browser.DeviceId!);
        record["access_token"].ShouldBe(world.CurrentBearer["Bearer ".Length..]);
        record["email"].ShouldBe("demo@example.com");
        record["token_type"].ShouldBe("bearer");
        record["version"].ShouldBe("1");
        record["auth_server"].ShouldBe("default");
        record["access_expiry"].ShouldMatch(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}\+00:00$");
        record["refresh_expiry"].ShouldMatch(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}\+00:00$");
    }

    [Fact]
    public async Task A_record_that_redis_cli_wrote_in_another_services_layout_is_served_and_refreshed()
    {
        await using var redis = await RedisServer.StartAsync();
        var time = new FakeTime();
        await using var auth = await ServerA.StartAsync(time);
        using var wire = new Wire(auth.Address);
        await using var world = await World.StartAsync(
            StoreKind.Embedded,
            settings =>
            {
                settings["Gateway:Redis:Configuration"] = redis.Configuration;
                settings["Gateway:Sessions:Format"] = "Plain";
                settings["Gateway:Sessions:KeyPattern"] = "{id}";
                settings["Gateway:AuthServers:default:BaseAddress"] = auth.Address.ToString();
                settings["Gateway:AuthServers:default:SignOut:Path"] = "/none";
            }
        );
        var signedIn = (await wire.PostFormAsync("/login", ("username", FakeAuthServer.Email), ("password", FakeAuthServer.Password))).ShouldBe(HttpStatusCode.OK);
        var id = Guid.NewGuid().ToString("N");
        await redis.CliAsync(
            [
                .. new[] { "HSET", id, "email", FakeAuthServer.Email, "token_type", "bearer", "custom", "kept" },
                .. new[] { "access_token", (string)signedIn["access_token"]!, "access_expiry", Date(world.Time.GetUtcNow().AddMinutes(2)) },
                .. new[] { "refresh_token", (string)signedIn["refresh_token"]!, "refresh_expiry", Date(world.Time.GetUtcNow().AddDays(4)) },
            ]
        );
        await redis.CliAsync("EXPIRE", id, "345600");
        world.Browser.DeviceId = id;

        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.Api.NextRequestAsync(Cancellation)).Authorization.ShouldBe("Bearer " + (string)signedIn["access_token"]!);

        world.Time.Advance(TimeSpan.FromMinutes(3));
        time.Advance(TimeSpan.FromMinutes(3));
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.Api.NextRequestAsync(Cancellation)).Authorization.ShouldBe("Bearer " + auth.CurrentAccessToken());
        auth.Counters.RefreshCalls.Value.ShouldBe(1);
        (await redis.CliAsync("HGET", id, "access_token")).ShouldBe(auth.CurrentAccessToken());
        (await redis.CliAsync("HGET", id, "custom")).ShouldBe("kept");
        long.Parse(await redis.CliAsync("TTL", id), CultureInfo.InvariantCulture).ShouldBeInRange(345_000, 346_000);
    }

    [Fact]
    public async Task A_key_of_another_type_or_without_an_access_token_is_no_session_and_is_left_alone()
    {
        await using var world = await World.StartAsync(
            StoreKind.Redis,
            settings => settings["Gateway:Sessions:Format"] = "Plain"
        );
        var database = world.Store.Connect(world.Gateway).GetDatabase();
        var prefix = (PrefixOf(world))[..^"{id}".Length];
        await database.StringSetAsync(prefix + "a-string-of-another-app", "1");
        await database.HashSetAsync(prefix + "a-hash-of-another-app", "field", "1");

        foreach (var id in new[] { "a-string-of-another-app", "a-hash-of-another-app" })
        {
            world.Browser.DeviceId = id;
            await (await world.Browser.GetAsync("/api")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "no_session");
            world.Browser.DeviceId = id;
            await world.SignInAsync(); // which ends the browser's old session, and this is none
            (await database.KeyExistsAsync(prefix + id)).ShouldBeTrue();
        }
    }

    private static string PrefixOf(World world) => world.Store.Settings["Gateway:Sessions:KeyPattern"]!;

    private static string Date(DateTimeOffset date) => date.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture);

    private static async Task<string> DumpAsync(IConnectionMultiplexer store, string pattern)
    {
        var database = store.GetDatabase();
        var dump = new List<string>();
        await foreach (var key in store.PrimaryKeysAsync(pattern))
        {
            dump.Add(key.ToString());
            dump.AddRange(
                await database.KeyTypeAsync(key) switch
                {
                    RedisType.Hash => (await database.HashGetAllAsync(key)).Select(field => $"{field.Name}={field.Value}"),
                    RedisType.SortedSet => (await database.SortedSetRangeByRankAsync(key)).Select(member => member.ToString()),
                    _ => [(await database.StringGetAsync(key)).ToString()],
                }
            );
        }
        return string.Join('\n', dump);
    }
}
