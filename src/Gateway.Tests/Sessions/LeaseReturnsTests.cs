using Gateway.Sessions;
using Gateway.Tests.Support;

namespace Gateway.Tests.Sessions;

public sealed class LeaseReturnsTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly StoreAnswer NoAnswer = StoreAnswer.Unavailable.Instance;
    private static readonly StoreAnswer Nothing = StoreAnswer.Gone.Instance;

    private readonly FakeTime _time = new();
    private readonly SubscriptionEpoch _epoch;
    private readonly LeaseReturns _returns;
    private int _sent;

    public LeaseReturnsTests()
    {
        _epoch = new SubscriptionEpoch(_time);
        _returns = new LeaseReturns(_epoch, _time);
        _time.Advance(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void Once_is_enough_where_it_has_taken_effect() => SentAfter([new StoreAnswer.Current(Some.Session())], seconds: 60).ShouldBe(1);

    [Fact]
    public void Or_where_nothing_was_there_to_return_and_the_connection_is_the_same() => SentAfter([Nothing], seconds: 60).ShouldBe(1);

    [Fact]
    public void It_is_sent_until_the_store_answers() => SentAfter([NoAnswer, NoAnswer, Nothing], seconds: 60).ShouldBe(3);

    // What was asked for on the lost connection may be carried out after this.
    [Fact]
    public void On_a_new_connection_it_is_sent_as_long_as_the_lease_would_last()
    {
        _epoch.Disturb();

        SentAfter([Nothing], seconds: 5).ShouldBe(6);
        _time.Advance(TimeSpan.FromMinutes(1));
        _sent.ShouldBe(14); // at 0, 1, … 13 s; the lease lasts 12
    }

    [Fact]
    public void And_until_it_has_taken_effect()
    {
        _epoch.Disturb();

        SentAfter([Nothing, Nothing, new StoreAnswer.Current(Some.Session())], seconds: 60).ShouldBe(3);
    }

    [Fact]
    public void Never_for_longer() => SentAfter([NoAnswer], seconds: 600).ShouldBe(14);

    /// <summary>How often it was sent, where the last of <paramref name="answers"/> repeats.</summary>
    private int SentAfter(StoreAnswer[] answers, int seconds)
    {
        _returns.Begin(new LeaseAttempt("me:1", TimeSpan.FromSeconds(12)), _time.GetTimestamp(), () => Task.FromResult(answers[Math.Min(_sent++, answers.Length - 1)]));
        for (var second = 0; second < seconds; second++)
            _time.Advance(Pause);
        return _sent;
    }
}
