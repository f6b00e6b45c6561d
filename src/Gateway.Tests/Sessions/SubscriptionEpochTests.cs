using Gateway.Sessions;

namespace Gateway.Tests.Sessions;

public sealed class SubscriptionEpochTests
{
    private readonly SubscriptionEpoch _epoch = new(TimeProvider.System);

    [Fact]
    public void There_is_none_before_the_subscription_is_up() => _epoch.Current.ShouldBe(SubscriptionEpoch.None);

    [Fact]
    public void There_is_one_while_it_is_up()
    {
        _epoch.Up(since: _epoch.Count).ShouldBeTrue();
        _epoch.Current.ShouldNotBe(SubscriptionEpoch.None);
    }

    [Fact]
    public void There_is_none_while_it_is_down()
    {
        _epoch.Up(since: _epoch.Count);
        _epoch.Down();
        _epoch.Current.ShouldBe(SubscriptionEpoch.None);
    }

    [Fact]
    public void Each_time_it_is_up_is_like_no_other()
    {
        var seen = new List<int>();
        for (var i = 0; i < 5; i++)
        {
            _epoch.Up(since: _epoch.Count);
            seen.Add(_epoch.Current);
            _epoch.Down();
            if (i is 2)
                _epoch.Down();
        }
        seen.ShouldBeUnique();
        seen.ShouldNotContain(SubscriptionEpoch.None);
    }

    [Fact]
    public void A_proof_from_before_the_last_break_proves_nothing()
    {
        var before = _epoch.Count;
        _epoch.Down();
        _epoch.Up(since: before).ShouldBeFalse();
        _epoch.Current.ShouldBe(SubscriptionEpoch.None);
    }

    [Fact]
    public void A_second_proof_changes_nothing()
    {
        _epoch.Up(since: _epoch.Count);
        var current = _epoch.Current;
        _epoch.Up(since: _epoch.Count).ShouldBeFalse();
        _epoch.Current.ShouldBe(current);
    }
}
