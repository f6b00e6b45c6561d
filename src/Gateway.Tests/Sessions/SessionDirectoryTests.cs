using Gateway.Devices;
using Gateway.Lifecycle;
using Gateway.Sessions;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;
using Gateway.Tokens;
using StackExchange.Redis;

namespace Gateway.Tests.Sessions;

/// <summary>Whose sessions are listed, in which order, and what becomes of entries that lead nowhere.</summary>
public sealed class SessionDirectoryTests
{
    private static readonly ClientDescription Client = new("Firefox on Linux", "192.0.2.1");

    // Fails when the index is written after the record only, or its entries are read in another order.
    [Theory, EveryStore]
    public async Task Sessions_are_listed_by_user_email_sid_and_handle_oldest_first(StoreKind kind)
    {
        await using var world = await World.StartAsync(kind);
        var first = await OpenAsync(world, user: "u1", email: "ada@example.com", sid: "s1");
        world.Time.Advance(TimeSpan.FromSeconds(1));
        var second = await OpenAsync(world, user: "u1", email: "ada@example.com", sid: "s2");
        await OpenAsync(world, user: "u2", email: "bob@example.com", sid: "s3");
        var directory = world.Service<SessionDirectory>();

        var listed = (await directory.OfUserAsync("default", "u1")).ShouldNotBeNull();
        listed.Select(entry => entry.Record).ShouldBe([first.Key, second.Key]);
        var entry = listed[1];
        (entry.User, entry.Email, entry.AuthServer, entry.DeviceName, entry.Address).ShouldBe(("u1", "ada@example.com", "default", Client.DeviceName, Client.Address));
        entry.CreatedAt.ShouldBe(second.CreatedAt, TimeSpan.FromMilliseconds(1));
        entry.ExpiresAt.ShouldNotBeNull().ShouldBe(second.Tokens.RefreshExpiry, TimeSpan.FromMilliseconds(1));
        entry.ToString().ShouldNotContain("ada");

        Records(await directory.OfEmailAsync("ADA@Example.com")).ShouldBe([first.Key, second.Key]);
        Records(await directory.OfSidAsync("default", "s2")).ShouldBe([second.Key]);
        Records(await directory.OfHandleAsync(entry.Handle)).ShouldBe([second.Key]);
        Records(await directory.OfUserAsync("other", "u1")).ShouldBeEmpty();
        Records(await directory.OfHandleAsync("0123456789012345678901")).ShouldBeEmpty();
        Records(await directory.OfHandleAsync("*")).ShouldBeEmpty();
    }

    [Theory, EveryStore]
    public async Task What_is_gone_is_taken_out_of_both_indexes_once_it_cannot_be_about_to_come(StoreKind kind)
    {
        await using var world = await World.StartAsync(kind);
        var gone = await OpenAsync(world, user: "u1", email: "ada@example.com");
        var here = await OpenAsync(world, user: "u1", email: "ada@example.com");
        await Database(world).KeyDeleteAsync(gone.Key);
        var (directory, keys) = (world.Service<SessionDirectory>(), world.Service<SessionKeys>());

        Records(await directory.OfOwnerAsync(here)).ShouldBe([here.Key]);
        (await Database(world).SortedSetLengthAsync(keys.UserIndex("default", "u1"))).ShouldBe(2);

        world.Time.Advance(TimeSpan.FromMinutes(2));
        Records(await directory.OfOwnerAsync(here)).ShouldBe([here.Key]);
        (await Database(world).SortedSetLengthAsync(keys.UserIndex("default", "u1"))).ShouldBe(1);
        (await Database(world).SortedSetLengthAsync(keys.EmailIndex("ada@example.com"))).ShouldBe(1);
    }

    // An index must not end before a session that slides on; each of its refreshes extends the record alone.
    [Theory, EveryStore]
    public async Task An_index_is_kept_as_long_as_its_sessions_are_refreshed(StoreKind kind)
    {
        await using var world = await World.StartAsync(kind);
        await world.SignInAsync();
        var (keys, store) = (world.Service<SessionKeys>(), world.Service<SessionStore>());
        var session = store.FindWarm(world.Browser.DeviceId!)!;
        var names = new[] { keys.UserIndex("default", session.User!), keys.EmailIndex(session.Email!), keys.HandleKey(SessionKeys.Handle(session.Key)) };
        foreach (var name in names)
            (await Database(world).KeyTimeToLiveAsync(name)).ShouldNotBeNull().ShouldBe(TimeSpan.FromDays(28), TimeSpan.FromMinutes(1), name);
        foreach (var name in names)
            await Database(world).KeyExpireAsync(name, TimeSpan.FromDays(7)); // the store's clock does not go with ours

        world.Time.Advance(TimeSpan.FromDays(13));
        (await world.Browser.GetAsync("/api")).EnsureSuccessStatusCode();
        (await Database(world).KeyTimeToLiveAsync(names[0])).ShouldNotBeNull().ShouldBeLessThan(TimeSpan.FromDays(8));

        world.Time.Advance(TimeSpan.FromDays(13));
        (await world.Browser.GetAsync("/api")).EnsureSuccessStatusCode();
        foreach (var name in names)
            (await Database(world).KeyTimeToLiveAsync(name)).ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.FromDays(27), name);
        store.FindWarm(world.Browser.DeviceId!)!.IndexedUntil.ShouldNotBeNull().ShouldBe(world.Time.GetUtcNow().AddDays(28), TimeSpan.FromMinutes(1));
    }

    // Another auth server may let anybody sign up under anybody's address.
    [Theory, EveryStore]
    public async Task Where_no_user_is_named_the_email_tells_at_that_auth_server_only(StoreKind kind)
    {
        await using var world = await World.StartAsync(kind);
        var corporate = await OpenAsync(world, user: null, email: "ada@example.com", authServer: "corporate");
        var known = await OpenAsync(world, user: "u1", email: "ada@example.com", authServer: "lax");
        var stranger = await OpenAsync(world, user: null, email: "ada@example.com", authServer: "lax");
        var other = await OpenAsync(world, user: null, email: "Ada@example.com", authServer: "lax");
        var directory = world.Service<SessionDirectory>();

        Records(await directory.OfOwnerAsync(stranger)).ShouldBe([stranger.Key]);
        Records(await directory.OfOwnerAsync(corporate)).ShouldBe([corporate.Key]);
        Records(await directory.OfEmailAsync("ada@example.com")).ShouldBe([corporate.Key, known.Key, stranger.Key, other.Key], ignoreOrder: true);
    }

    // The Kelvin sign is a k in lower case, but no K to a comparison that ignores case. Fails when key and filter differ.
    [Theory, EveryStore]
    public async Task Addresses_that_share_an_index_are_listed_together(StoreKind kind)
    {
        await using var world = await World.StartAsync(kind);
        var (one, other) = (await OpenAsync(world, "u1", "kate@example.com"), await OpenAsync(world, "u2", "\u212Aate@example.com"));
        var directory = world.Service<SessionDirectory>();

        foreach (var email in new[] { "kate@example.com", "\u212Aate@example.com" })
            Records(await directory.OfEmailAsync(email)).ShouldBe([one.Key, other.Key], ignoreOrder: true);
    }

    // Fails when what does not belong to a list is taken out of it as if it were gone.
    [Theory, EveryStore]
    public async Task What_is_a_session_still_stays_in_an_index_whosever_it_is(StoreKind kind)
    {
        await using var world = await World.StartAsync(kind);
        var (mine, others) = (await OpenAsync(world, "u1", "ada@example.com"), await OpenAsync(world, "u1", "ada@example.com"));
        await Database(world).HashSetAsync(others.Key, "user", "u2");
        world.Time.Advance(TimeSpan.FromMinutes(2));

        Records(await world.Service<SessionDirectory>().OfOwnerAsync(mine)).ShouldBe([mine.Key]);

        Records(await world.Service<SessionDirectory>().OfEmailAsync("ada@example.com")).ShouldBe([mine.Key, others.Key], ignoreOrder: true);
    }

    // Fails when only a sign-out knows which sid it was.
    [Theory, EveryStore]
    public async Task What_is_ended_from_elsewhere_goes_out_of_every_index(StoreKind kind)
    {
        await using var world = await World.StartAsync(kind);
        await OpenAsync(world, "u1", "ada@example.com", sid: "s1");
        var entry = (await world.Service<SessionDirectory>().OfUserAsync("default", "u1")).ShouldNotBeNull().Single();

        await world.Service<SessionLifecycle>().EndAsync(entry, EndReason.Capped);

        var keys = world.Service<SessionKeys>();
        foreach (var index in new[] { keys.UserIndex("default", "u1"), keys.EmailIndex("ada@example.com"), keys.SidIndex("default", "s1") })
            (await Database(world).SortedSetLengthAsync(index)).ShouldBe(0, index);
    }

    [Theory, EveryStore]
    public async Task A_record_that_became_another_persons_or_another_type_is_no_longer_listed(StoreKind kind)
    {
        await using var world = await World.StartAsync(kind, settings => settings["Gateway:Sessions:Format"] = "Plain");
        var (taken, turned, mine) = (await OpenAsync(world, "u1", "a@x"), await OpenAsync(world, "u1", "a@x"), await OpenAsync(world, "u1", "a@x"));
        await Database(world).HashSetAsync(taken.Key, "user", "u2");
        await Database(world).KeyDeleteAsync(turned.Key);
        await Database(world).StringSetAsync(turned.Key, "not ours");

        Records(await world.Service<SessionDirectory>().OfOwnerAsync(mine)).ShouldBe([mine.Key]);
    }

    [Theory, EveryStore]
    public async Task The_own_session_is_listed_even_where_no_index_holds_it(StoreKind kind)
    {
        await using var world = await World.StartAsync(kind);
        var own = await OpenAsync(world, "u1", "a@x");
        await Database(world).KeyDeleteAsync(world.Service<SessionKeys>().UserIndex("default", "u1"));

        Records(await world.Service<SessionDirectory>().OfOwnerAsync(own)).ShouldBe([own.Key]);
    }

    private static async Task<Session> OpenAsync(World world, string? user, string? email, string? sid = null, string authServer = "default") =>
        (await world.Service<SessionLifecycle>().OpenAsync(new NewSession(authServer, Tokens(world), user, email, sid), Client, replaced: null)).ShouldNotBeNull();

    private static TokenSet Tokens(World world) =>
        new()
        {
            AccessToken = new Secret("a"),
            AccessExpiry = world.Time.GetUtcNow().AddMinutes(5),
            AccessLifetime = TimeSpan.FromMinutes(5),
            RefreshToken = new Secret("r"),
            RefreshExpiry = world.Time.GetUtcNow().AddDays(14),
        };

    private static IEnumerable<string> Records(IReadOnlyList<SessionEntry>? entries) => entries.ShouldNotBeNull().Select(entry => entry.Record);

    private static IDatabase Database(World world) => world.Store.Connect(world.Gateway).GetDatabase();
}
