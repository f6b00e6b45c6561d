using Gateway.Sessions;

namespace Gateway.Tests.Sessions;

public sealed class SessionCacheTests
{
    [Fact]
    public void What_was_put_is_found_by_its_device()
    {
        var cache = new SessionCache(10);
        var cached = Put(cache, 1);

        Find(cache, 1).ShouldBeSameAs(cached);
        Find(cache, 2).ShouldBeNull();
        cache.Find("").ShouldBeNull();
    }

    [Fact]
    public void The_last_that_was_put_counts()
    {
        var cache = new SessionCache(10);
        Put(cache, 1);
        var newer = Put(cache, 1);

        Find(cache, 1).ShouldBeSameAs(newer);
    }

    [Fact]
    public void What_is_forgotten_by_its_record_can_be_put_again()
    {
        var cache = new SessionCache(10);
        Put(cache, 1);
        Put(cache, 2);

        cache.Forget(Key(1));
        Find(cache, 1).ShouldBeNull();
        Find(cache, 2).ShouldNotBeNull();

        var again = Put(cache, 1);
        Find(cache, 1).ShouldBeSameAs(again);
        cache.Forget(Key(1));
        Find(cache, 1).ShouldBeNull();
        cache.Forget("unknown");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    public void It_holds_so_many_and_no_more(int size)
    {
        var cache = new SessionCache(size);
        for (var i = 0; i < 1000; i++)
            Put(cache, i);

        Count(cache, 1000).ShouldBe(size);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void It_holds_no_more_where_everything_is_in_use(int size)
    {
        var cache = new SessionCache(size);
        for (var i = 0; i < 1000; i++)
        {
            Put(cache, i);
            Count(cache, i + 1).ShouldBeLessThanOrEqualTo(size); // looks at each, so uses each
        }
    }

    [Fact]
    public void What_was_used_since_its_last_turn_gets_a_second_chance()
    {
        var cache = new SessionCache(3);
        Put(cache, 1);
        Put(cache, 2);
        Put(cache, 3);
        Find(cache, 1);
        Find(cache, 3);

        Put(cache, 4);

        Find(cache, 1).ShouldNotBeNull();
        Find(cache, 2).ShouldBeNull();
        Find(cache, 3).ShouldNotBeNull();
        Find(cache, 4).ShouldNotBeNull();
    }

    [Fact]
    public void A_session_in_use_outlives_any_number_that_are_not()
    {
        var cache = new SessionCache(10);
        Put(cache, 0);
        for (var i = 1; i < 1000; i++)
        {
            Find(cache, 0).ShouldNotBeNull();
            Put(cache, i);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_new_session_is_found_even_where_all_others_are_in_use(int size)
    {
        var cache = new SessionCache(size);
        for (var i = 0; i < 20; i++)
        {
            Put(cache, i);
            Find(cache, i).ShouldNotBeNull($"session {i}");
        }
    }

    [Fact]
    public void What_is_forgotten_goes_first_used_or_not()
    {
        var cache = new SessionCache(3);
        Put(cache, 1);
        Put(cache, 2);
        Put(cache, 3);
        Find(cache, 1);
        cache.Forget(Key(1));

        Put(cache, 4);

        Find(cache, 2).ShouldNotBeNull();
        Find(cache, 3).ShouldNotBeNull();
        Find(cache, 4).ShouldNotBeNull();
    }

    [Fact]
    public void A_session_that_is_not_stored_yet_is_never_evicted()
    {
        var cache = new SessionCache(5);
        var unstored = Some.Cached(Session(0), isUnstored: true);
        cache.Put(unstored);
        for (var i = 1; i < 1000; i++)
            Put(cache, i);

        Find(cache, 0).ShouldBeSameAs(unstored);
    }

    [Fact]
    public void A_session_that_is_not_stored_yet_finds_its_place_among_sessions_in_use()
    {
        var cache = new SessionCache(5);
        for (var i = 1; i <= 5; i++)
        {
            Put(cache, i);
            Find(cache, i);
        }

        cache.Put(Some.Cached(Session(0), isUnstored: true));

        Find(cache, 0).ShouldNotBeNull();
    }

    [Fact]
    public void Sessions_that_are_not_stored_yet_do_not_make_room_for_others()
    {
        var cache = new SessionCache(10);
        for (var i = 0; i < 3; i++)
            cache.Put(Some.Cached(Session(i), isUnstored: true));
        for (var i = 3; i < 3000; i++)
            Put(cache, i);

        Count(cache, 3000).ShouldBeLessThanOrEqualTo(10);
    }

    [Fact]
    public void It_grows_beyond_its_size_where_nothing_is_stored_yet_and_shrinks_again()
    {
        var cache = new SessionCache(3);
        for (var i = 0; i < 10; i++)
            cache.Put(Some.Cached(Session(i), isUnstored: true));
        Count(cache, 10).ShouldBe(10);

        for (var i = 0; i < 10; i++)
            Put(cache, i); // now they are stored
        for (var i = 10; i < 100; i++)
            Put(cache, i);
        Count(cache, 100).ShouldBeLessThanOrEqualTo(3);
    }

    private static CachedSession Put(SessionCache cache, int number)
    {
        var cached = Some.Cached(Session(number));
        cache.Put(cached);
        return cached;
    }

    private static CachedSession? Find(SessionCache cache, int number) => cache.Find(Some.Device(number).Reveal());

    private static int Count(SessionCache cache, int among) => Enumerable.Range(0, among).Count(number => Find(cache, number) is not null);

    private static Session Session(int number) => Some.Session(Some.Device(number), Key(number));

    private static string Key(int number) => $"record:{number}";
}
