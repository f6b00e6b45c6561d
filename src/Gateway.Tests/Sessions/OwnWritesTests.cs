using Gateway.Sessions;

namespace Gateway.Tests.Sessions;

public sealed class OwnWritesTests
{
    private const string Record = "record";

    private readonly OwnWrites _writes = new();

    [Fact]
    public void A_message_without_a_write_is_news() => _writes.IsEcho(Record).ShouldBeFalse();

    [Fact]
    public void The_echo_may_come_before_the_reply()
    {
        var write = _writes.Begin(Record);
        _writes.IsEcho(Record).ShouldBeTrue();
        _writes.Complete(Record, write).ShouldBeTrue();
        _writes.IsEcho(Record).ShouldBeFalse();
    }

    [Fact]
    public void The_echo_may_come_after_the_reply()
    {
        var write = _writes.Begin(Record);
        _writes.Complete(Record, write).ShouldBeTrue();
        _writes.IsEcho(Record).ShouldBeTrue();
        _writes.IsEcho(Record).ShouldBeFalse();
    }

    // It may be a sign-out elsewhere, and our reply may be long in coming.
    [Fact]
    public void A_second_message_is_news_at_once_and_the_reply_does_not_undo_that()
    {
        var write = _writes.Begin(Record);
        _writes.IsEcho(Record).ShouldBeTrue();
        _writes.IsEcho(Record).ShouldBeFalse();
        _writes.IsEcho(Record).ShouldBeFalse();
        _writes.Complete(Record, write).ShouldBeFalse();
    }

    [Fact]
    public void A_write_is_of_one_record_only()
    {
        _writes.Begin(Record);
        _writes.IsEcho("another").ShouldBeFalse();
        _writes.IsEcho(Record).ShouldBeTrue();
    }

    [Fact]
    public void After_a_write_that_was_not_made_everything_is_news()
    {
        var write = _writes.Begin(Record);
        _writes.Abandon(Record, write);
        _writes.IsEcho(Record).ShouldBeFalse();
    }

    [Fact]
    public void After_messages_were_lost_everything_is_news()
    {
        _writes.Complete(Record, _writes.Begin(Record));
        _writes.AbandonAll();
        _writes.IsEcho(Record).ShouldBeFalse();
    }

    [Fact]
    public void An_abandoned_write_does_not_take_the_next_one_with_it()
    {
        var first = _writes.Begin(Record);
        var second = _writes.Begin(Record);
        _writes.Abandon(Record, first);
        _writes.IsEcho(Record).ShouldBeTrue();
        _writes.Complete(Record, second).ShouldBeTrue();
    }

    /// <summary>
    /// The store's order of our write and other's, and every order in which the reply and the messages can reach us: what is cached in the
    /// end is ours only where ours is the last; and it is ours where nobody else wrote.
    /// </summary>
    [Fact]
    public void In_every_order_of_reply_and_messages_the_cache_ends_up_right()
    {
        foreach (var order in new[] { "W", "OW", "WO", "OWO", "WOO", "OOW" })
            foreach (var at in Enumerable.Range(0, order.Length + 1))
            {
                var isCached = Play(messages: order.Length, replyAfter: at);
                if (order is "W")
                    isCached.ShouldBeTrue($"{order}, reply after {at}: nothing else happened");
                if (!order.EndsWith('W'))
                    isCached.ShouldBeFalse($"{order}, reply after {at}: somebody wrote after us");
            }
    }

    /// <summary>The same with two writes of ours, one after the other, whose echoes may come late.</summary>
    [Fact]
    public void In_every_order_of_two_writes_and_anothers_the_cache_ends_up_right()
    {
        foreach (var order in new[] { "WWO", "WOW", "OWW", "WW" })
            foreach (var (first, second) in RepliesTo(order))
            {
                var isCached = PlayTwo(messages: order.Length, first, second);
                if (order.EndsWith('O'))
                    isCached.ShouldBeFalse($"{order}, replies after {first} and {second}: somebody wrote after us");
            }
    }

    /// <summary>The second write begins when the first has its reply, so its echo cannot be heard before.</summary>
    private static IEnumerable<(int First, int Second)> RepliesTo(string order) =>
        from first in Enumerable.Range(0, order.LastIndexOf('W') + 1)
        from second in Enumerable.Range(first, order.Length + 1 - first)
        select (first, second);

    /// <summary>As <c>SessionStore</c> and <c>SessionInvalidation</c> do it. Whether our write is cached in the end.</summary>
    private static bool Play(int messages, int replyAfter)
    {
        var (writes, isCached) = (new OwnWrites(), false);
        var write = writes.Begin(Record);
        for (var heard = 0; heard <= messages; heard++)
        {
            if (heard == replyAfter)
                isCached = writes.Complete(Record, write);
            if (heard < messages && !writes.IsEcho(Record))
                isCached = false;
        }
        return isCached;
    }

    private static bool PlayTwo(int messages, int firstAfter, int secondAfter)
    {
        var (writes, isCached) = (new OwnWrites(), false);
        var write = writes.Begin(Record);
        for (var heard = 0; heard <= messages; heard++)
        {
            if (heard == firstAfter)
            {
                isCached = writes.Complete(Record, write);
                write = writes.Begin(Record);
            }
            if (heard == secondAfter)
                isCached = writes.Complete(Record, write);
            if (heard < messages && !writes.IsEcho(Record))
                isCached = false;
        }
        return isCached;
    }
}
