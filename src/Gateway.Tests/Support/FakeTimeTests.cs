namespace Gateway.Tests.Support;

public sealed class FakeTimeTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly FakeTime _time = new();

    [Fact]
    public void A_delay_ends_when_its_time_has_come_and_not_before()
    {
        var delay = Task.Delay(10 * Second, _time, TestContext.Current.CancellationToken);

        _time.Advance(9 * Second);
        delay.IsCompleted.ShouldBeFalse();

        _time.Advance(Second);
        delay.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public void A_cancellation_fires_once_and_a_moved_one_at_its_new_time()
    {
        using var source = new CancellationTokenSource(5 * Second, _time);
        source.CancelAfter(20 * Second);

        _time.Advance(19 * Second);
        source.IsCancellationRequested.ShouldBeFalse();

        _time.Advance(Second);
        source.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task A_periodic_timer_ticks_each_period()
    {
        using var timer = new PeriodicTimer(Second, _time);
        for (var tick = 0; tick < 3; tick++)
        {
            var next = timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            next.IsCompleted.ShouldBeFalse();
            _time.Advance(Second);
            (await next).ShouldBeTrue();
        }
    }

    [Fact]
    public void Every_timer_on_the_way_runs_in_order_and_sees_its_own_moment()
    {
        var start = _time.GetUtcNow();
        List<TimeSpan> seen = [];
        using var late = _time.CreateTimer(_ => seen.Add(_time.GetUtcNow() - start), null, 3 * Second, Timeout.InfiniteTimeSpan);
        using var often = _time.CreateTimer(_ => seen.Add(_time.GetUtcNow() - start), null, Second, 2 * Second);

        _time.Advance(6 * Second);

        seen.ShouldBe([Second, 3 * Second, 3 * Second, 5 * Second]);
        (_time.GetUtcNow() - start).ShouldBe(6 * Second);
    }

    [Fact]
    public void A_disposed_timer_is_silent()
    {
        var fired = false;
        _time.CreateTimer(_ => fired = true, null, Second, Second).Dispose();

        _time.Advance(5 * Second);

        fired.ShouldBeFalse();
    }

    [Fact]
    public async Task A_timer_that_is_due_at_once_needs_no_advance()
    {
        var fired = new TaskCompletionSource();
        await using var timer = _time.CreateTimer(_ => fired.SetResult(), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        await fired.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_test_can_wait_until_something_waits()
    {
        var started = _time.TimerStartedAsync(7 * Second, TestContext.Current.CancellationToken);
        started.IsCompleted.ShouldBeFalse();

        var delay = Task.Delay(7 * Second, _time, TestContext.Current.CancellationToken);

        await started;
        _time.Advance(7 * Second);
        await delay;
    }

    [Fact]
    public void Elapsed_time_is_what_was_advanced()
    {
        var start = _time.GetTimestamp();

        _time.Advance(TimeSpan.FromMilliseconds(1500));

        _time.GetElapsedTime(start).ShouldBe(TimeSpan.FromMilliseconds(1500));
    }
}
