using Gateway.Sessions;

namespace Gateway.Tests.Sessions;

public sealed class SessionReadsTests
{
    private const string Record = "record";

    private static readonly StoreAnswer Old = new StoreAnswer.Current(Some.Session());
    private static readonly StoreAnswer New = new StoreAnswer.Current(Some.Session());

    private readonly SessionReads _reads = new();
    private readonly Queue<TaskCompletionSource<StoreAnswer>> _store = new();

    private StoreAnswer? _kept;

    [Fact(Timeout = 60_000)]
    public async Task Who_asks_at_the_same_time_shares_one_read()
    {
        var first = Ask();
        var second = Ask();

        _store.Count.ShouldBe(1);
        Answer(Old);

        (await first).ShouldBe(Old);
        (await second).ShouldBe(Old);
        _kept.ShouldBe(Old);
    }

    [Fact(Timeout = 60_000)]
    public async Task Who_asks_later_reads_anew()
    {
        var first = Ask();
        Answer(Old);
        await first;

        var second = Ask();
        Answer(New);

        (await second).ShouldBe(New);
        _kept.ShouldBe(New);
    }

    [Fact(Timeout = 60_000)]
    public async Task Two_records_are_read_each_by_itself()
    {
        var one = Ask("one");
        var another = Ask("another");

        _store.Count.ShouldBe(2);
        Answer(Old);
        Answer(New);

        (await one).ShouldBe(Old);
        (await another).ShouldBe(New);
    }

    [Fact(Timeout = 60_000)]
    public async Task News_of_a_change_during_the_read_keeps_its_answer_out_of_the_cache()
    {
        _kept = New;
        var asked = Ask();
        _reads.Taint(Record);
        Answer(Old);

        (await asked).ShouldBe(Old); // it was true when it was asked for
        _kept.ShouldBeNull();
    }

    [Fact(Timeout = 60_000)]
    public async Task News_of_a_change_while_the_answer_is_kept_takes_it_out_again()
    {
        var asked = _reads.GetOrStartAsync(
            Record,
            () => Task.FromResult(Old),
            answer =>
            {
                _reads.Taint(Record); // between the look and the keeping
                _kept = answer;
            },
            () => _kept = null
        );

        (await asked).ShouldBe(Old);
        _kept.ShouldBeNull();
    }

    [Fact(Timeout = 60_000)]
    public async Task Who_asks_after_the_news_does_not_get_what_was_read_before()
    {
        var before = Ask();
        _reads.Taint(Record);
        var after = Ask();

        _store.Count.ShouldBe(2);
        Answer(Old);
        (await before).ShouldBe(Old);
        Answer(New);
        (await after).ShouldBe(New);
        _kept.ShouldBe(New);
    }

    // The order of the two answers is not ours to choose.
    [Fact(Timeout = 60_000)]
    public async Task A_read_from_before_the_news_never_outlives_one_from_after_it()
    {
        var before = Ask();
        _reads.Taint(Record);
        var after = Ask();

        var slow = _store.Dequeue();
        Answer(New);
        (await after).ShouldBe(New);
        slow.SetResult(Old);
        (await before).ShouldBe(Old);

        _kept.ShouldNotBe(Old);
    }

    [Fact(Timeout = 60_000)]
    public async Task News_of_another_record_changes_nothing()
    {
        var asked = Ask();
        _reads.Taint("another");
        Answer(Old);

        await asked;
        _kept.ShouldBe(Old);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_read_that_fails_fails_for_all_who_share_it_and_for_nobody_later()
    {
        var (first, second) = (Ask(), Ask());
        _store.Dequeue().SetException(new InvalidOperationException("broken"));

        await Should.ThrowAsync<InvalidOperationException>(first);
        await Should.ThrowAsync<InvalidOperationException>(second);

        var third = Ask();
        Answer(Old);
        (await third).ShouldBe(Old);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_read_that_throws_at_once_is_no_different()
    {
        var asked = _reads.GetOrStartAsync(Record, () => throw new InvalidOperationException("broken"), _ => { }, () => { });
        await Should.ThrowAsync<InvalidOperationException>(asked);

        var again = Ask();
        Answer(Old);
        (await again).ShouldBe(Old);
    }

    private Task<StoreAnswer> Ask(string record = Record) => _reads.GetOrStartAsync(record, Read, answer => _kept = answer, () => _kept = null);

    private Task<StoreAnswer> Read()
    {
        var read = new TaskCompletionSource<StoreAnswer>();
        _store.Enqueue(read);
        return read.Task;
    }

    private void Answer(StoreAnswer answer) => _store.Dequeue().SetResult(answer);
}
