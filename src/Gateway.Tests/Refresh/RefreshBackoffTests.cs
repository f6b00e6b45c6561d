using Gateway.Refresh;
using Gateway.Sessions;
using Gateway.Tests.Sessions;
using Gateway.Tests.Support;

namespace Gateway.Tests.Refresh;

public sealed class RefreshBackoffTests
{
    private const string Record = "record";

    private readonly FakeTime _time = new();
    private readonly RefreshBackoff _backoff;

    public RefreshBackoffTests() => _backoff = new RefreshBackoff(_time);

    [Fact]
    public void A_session_may_be_tried_at_first() => _backoff.Rest(Of(Record)).ShouldBe(TimeSpan.Zero);

    [Fact]
    public void Each_failure_makes_it_wait_longer_but_never_more_than_five_seconds()
    {
        foreach (var seconds in new[] { 1, 2, 4, 5, 5, 5 })
        {
            _backoff.Add(Of(Record), asked: null).ShouldBe(TimeSpan.FromSeconds(seconds));
            _backoff.Rest(Of(Record)).ShouldBe(TimeSpan.FromSeconds(seconds));
            _time.Advance(TimeSpan.FromSeconds(seconds));
        }
        for (var i = 0; i < 100; i++)
            _backoff.Add(Of(Record), asked: null).ShouldBe(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void The_rest_gets_shorter_until_it_may_be_tried_again()
    {
        _backoff.Add(Of(Record), asked: null);
        _backoff.Add(Of(Record), asked: null);

        _time.Advance(TimeSpan.FromSeconds(1.5));
        _backoff.Rest(Of(Record)).ShouldBe(TimeSpan.FromSeconds(0.5));
        _time.Advance(TimeSpan.FromSeconds(0.5));
        _backoff.Rest(Of(Record)).ShouldBe(TimeSpan.Zero);
        _time.Advance(TimeSpan.FromHours(1));
        _backoff.Rest(Of(Record)).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void What_the_auth_server_asks_for_counts_where_it_is_longer()
    {
        _backoff.Add(Of(Record), asked: TimeSpan.FromSeconds(60)).ShouldBe(TimeSpan.FromSeconds(60));
        _time.Advance(TimeSpan.FromSeconds(59));
        _backoff.Rest(Of(Record)).ShouldBe(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        _backoff.Rest(Of(Record)).ShouldBe(TimeSpan.Zero);

        _backoff.Add(Of(Record), asked: TimeSpan.FromSeconds(1)).ShouldBe(TimeSpan.FromSeconds(2));
        _backoff.Add(Of(Record), asked: TimeSpan.Zero).ShouldBe(TimeSpan.FromSeconds(4));
        _backoff.Add(Of(Record), asked: TimeSpan.FromSeconds(-5)).ShouldBe(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Sessions_that_failed_together_come_back_apart_but_never_before_what_was_asked_for()
    {
        _backoff.Add(Of(Record, spread: 1), asked: null).ShouldBe(TimeSpan.FromSeconds(0.75));
        _backoff.Add(Of("another", spread: 0.5), asked: null).ShouldBe(TimeSpan.FromSeconds(0.875));
        _backoff.Add(Of(Record, spread: 1), asked: TimeSpan.FromSeconds(60)).ShouldBe(TimeSpan.FromSeconds(75));
        _backoff.Add(Of("third", spread: 1), asked: TimeSpan.FromSeconds(1)).ShouldBe(TimeSpan.FromSeconds(1.25));
    }

    [Fact]
    public void An_answer_ends_it_and_the_next_failure_is_the_first_again()
    {
        _backoff.Add(Of(Record), asked: null);
        _backoff.Add(Of(Record), asked: null);
        _backoff.Clear(Record);

        _backoff.Rest(Of(Record)).ShouldBe(TimeSpan.Zero);
        _backoff.Add(Of(Record), asked: null).ShouldBe(TimeSpan.FromSeconds(1));
    }

    // Another instance was granted it meanwhile.
    [Fact]
    public void A_newer_version_ends_it_and_the_next_failure_is_the_first_again()
    {
        _backoff.Add(Of(Record), asked: TimeSpan.FromSeconds(60));
        var newer = Of(Record) with { Version = Of(Record).Version + 1 };

        _backoff.Rest(newer).ShouldBe(TimeSpan.Zero);
        _backoff.Add(newer, asked: null).ShouldBe(TimeSpan.FromSeconds(1));
        _backoff.Rest(Of(Record)).ShouldBe(TimeSpan.FromSeconds(1)); // whoever still has the old one waits as well
    }

    [Fact]
    public void Each_session_waits_for_itself()
    {
        _backoff.Add(Of(Record), asked: null);
        _backoff.Add(Of(Record), asked: null);

        _backoff.Rest(Of("another")).ShouldBe(TimeSpan.Zero);
        _backoff.Add(Of("another"), asked: null).ShouldBe(TimeSpan.FromSeconds(1));
        _backoff.Clear("another");
        _backoff.Rest(Of(Record)).ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void Sessions_that_nobody_uses_any_more_are_forgotten_and_those_that_wait_are_not()
    {
        for (var i = 0; i < 10_000; i++)
            _backoff.Add(Of($"left-{i}"), asked: null);
        _time.Advance(TimeSpan.FromMinutes(1));
        _backoff.Add(Of(Record), asked: null);

        // What is forgotten begins anew; what is remembered goes on.
        _backoff.Add(Of("left-0"), asked: null).ShouldBe(TimeSpan.FromSeconds(1));
        _backoff.Add(Of(Record), asked: null).ShouldBe(TimeSpan.FromSeconds(2));
    }

    private static Session Of(string record, double spread = 0) => Some.Session(key: record) with { Spread = spread };
}
