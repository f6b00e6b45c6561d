using Gateway.Sessions;

namespace Gateway.Tests.Sessions;

public sealed class RecordChangesTests
{
    private readonly RecordChanges _changes = new();

    [Fact]
    public async Task Who_waits_is_woken_by_the_change_of_that_record_alone()
    {
        var (waiting, other) = (_changes.NextAsync("record"), _changes.NextAsync("another"));

        _changes.Signal("record");

        await waiting.WaitAsync(TestContext.Current.CancellationToken);
        other.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Where_messages_may_be_lost_all_are_woken()
    {
        var waiting = Task.WhenAll(_changes.NextAsync("record"), _changes.NextAsync("another"));

        _changes.SignalAll();

        await waiting.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Who_asks_after_the_change_waits_for_the_next()
    {
        _changes.Signal("record");

        _changes.NextAsync("record").IsCompleted.ShouldBeFalse();
    }
}
