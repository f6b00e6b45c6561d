using System.Net;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>Records of other versions, as docs/upgrading.md promises: what this one does not know stays, what an older one did not write is not missed.</summary>
public sealed class Upgrading
{
    [Fact]
    public async Task A_field_of_a_newer_version_stays_through_a_refresh()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        await world.SignInAsync();
        var store = world.Store.Connect(world.Gateway).GetDatabase();
        var record = (await world.RecordsAsync()).Single();
        await store.HashSetAsync(record, "of_tomorrow", "kept");
        world.Expire();

        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);

        ((string?)await store.HashGetAsync(record, "of_tomorrow")).ShouldBe("kept");
        ((long)await store.HashGetAsync(record, "version")).ShouldBe(2);
    }

    [Fact]
    public async Task Fields_that_an_older_version_did_not_write_are_not_missed()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        await world.SignInAsync();
        var store = world.Store.Connect(world.Gateway).GetDatabase();
        var record = (await world.RecordsAsync()).Single();
        await store.HashDeleteAsync(record, ["auth_server", "version", "created_at", "seen_at", "device_name", "ip", "sid", "indexed_until", "access_lifetime", "token_type"]);
        world.Expire();

        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);

        world.Auth.Counters.RefreshCalls.Value.ShouldBe(1);
        ((long)await store.HashGetAsync(record, "version")).ShouldBe(1);
    }
}
