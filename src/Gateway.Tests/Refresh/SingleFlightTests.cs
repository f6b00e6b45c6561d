using Gateway.Refresh;
using Gateway.Tests.Sessions;

namespace Gateway.Tests.Refresh;

public sealed class SingleFlightTests
{
    private const int Patience = 60_000; // for a flight that never lands

    private static readonly RefreshOutcome Outcome = new RefreshOutcome.Current(Some.Session());

    private readonly SingleFlight _flights = new(SomeMetrics.New());
    private readonly TaskCompletionSource _landing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _started;

    [Fact(Timeout = Patience)]
    public async Task Who_asks_while_one_is_under_way_shares_it()
    {
        var first = _flights.Join("record", WorkAsync);
        var second = _flights.Join("record", WorkAsync);

        second.ShouldBeSameAs(first);
        _landing.SetResult();
        (await first.Outcome).ShouldBe(Outcome);
        await first.Completion;
        _started.ShouldBe(1);
    }

    [Fact(Timeout = Patience)]
    public async Task However_many_ask_at_once_it_is_one()
    {
        const int Rounds = 50_000;
        var records = Enumerable.Range(0, Rounds).Select(round => $"record-{round}").ToList();
        var arrived = 0;
        var joined = await Task.WhenAll(Task.Run(JoinAll), Task.Run(JoinAll));

        joined[0].Where((flight, round) => flight != joined[1][round]).ShouldBeEmpty();
        _landing.SetResult();
        await _flights.DrainAsync(TestContext.Current.CancellationToken);
        _started.ShouldBe(Rounds);

        List<RefreshFlight> JoinAll() => [.. records.Select((record, round) => Join(record, both: 2 * (round + 1)))];

        RefreshFlight Join(string record, int both)
        {
            Interlocked.Increment(ref arrived);
            var spin = new SpinWait();
            while (Volatile.Read(ref arrived) < both)
                spin.SpinOnce(sleep1Threshold: -1); // so that both come to each record at the same moment
            return _flights.Join(record, WorkAsync);
        }
    }

    [Fact(Timeout = Patience)]
    public async Task Each_session_has_its_own()
    {
        var one = _flights.Join("one", WorkAsync);
        var another = _flights.Join("another", WorkAsync);

        another.ShouldNotBeSameAs(one);
        _landing.SetResult();
        await Task.WhenAll(one.Completion, another.Completion);
        _started.ShouldBe(2);
    }

    [Fact(Timeout = Patience)]
    public async Task When_one_is_over_the_next_begins()
    {
        _landing.SetResult();
        var first = _flights.Join("record", WorkAsync);
        await first.Completion;

        var second = _flights.Join("record", WorkAsync);
        second.ShouldNotBeSameAs(first);
        await second.Completion;
        _started.ShouldBe(2);
    }

    // A token that is granted but not stored yet must not be refreshed a second time.
    [Fact(Timeout = Patience)]
    public async Task One_whose_outcome_is_told_is_not_over_while_it_stores()
    {
        var first = _flights.Join("record", WorkAsync);
        (await first.Outcome).ShouldBe(Outcome);

        _flights.Join("record", WorkAsync).ShouldBeSameAs(first);
        first.Completion.IsCompleted.ShouldBeFalse();
        _landing.SetResult();
        await first.Completion;
        _started.ShouldBe(1);
    }

    [Fact(Timeout = Patience)]
    public async Task Who_stops_waiting_stops_nobody_else()
    {
        var flight = _flights.Join("record", WaitingAsync);
        using var closedTab = new CancellationTokenSource();
        var impatient = flight.Outcome.WaitAsync(closedTab.Token);
        var patient = flight.Outcome.WaitAsync(TestContext.Current.CancellationToken);

        await closedTab.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(impatient);
        _landing.SetResult();

        (await patient).ShouldBe(Outcome);
    }

    [Fact(Timeout = Patience)]
    public async Task A_fault_reaches_those_who_wait_and_the_next_begins_anew()
    {
        var flight = _flights.Join("record", failing => FailAsync(failing));
        await Should.ThrowAsync<InvalidOperationException>(flight.Outcome);
        await flight.Completion;

        _landing.SetResult();
        var next = _flights.Join("record", WorkAsync);
        (await next.Outcome).ShouldBe(Outcome);
    }

    [Fact(Timeout = Patience)]
    public async Task The_request_that_starts_it_does_not_do_its_work()
    {
        using var isJoining = new ThreadLocal<bool>();
        var wasJoining = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);

        isJoining.Value = true;
        var flight = _flights.Join(
            "record",
            _ =>
            {
                wasJoining.SetResult(isJoining.Value);
                return Task.CompletedTask;
            }
        );
        isJoining.Value = false;

        (await wasJoining.Task).ShouldBeFalse();
        await flight.Completion;
    }

    [Fact(Timeout = Patience)]
    public async Task The_first_word_on_an_outcome_counts()
    {
        var flight = new RefreshFlight();
        flight.Tell(Outcome);
        flight.Tell(new RefreshOutcome.Ended());
        flight.Fail(new InvalidOperationException("too late"));

        (await flight.Outcome).ShouldBe(Outcome);
    }

    [Fact(Timeout = Patience)]
    public async Task Shutdown_waits_for_all_that_is_under_way()
    {
        _flights.Join("one", WorkAsync);
        _flights.Join("another", WorkAsync);
        var drained = _flights.DrainAsync(TestContext.Current.CancellationToken);

        drained.IsCompleted.ShouldBeFalse();
        _landing.SetResult();
        await drained;
    }

    [Fact(Timeout = Patience)]
    public async Task Shutdown_waits_no_longer_than_it_may()
    {
        _flights.Join("record", WorkAsync);
        using var deadline = new CancellationTokenSource();
        var drained = _flights.DrainAsync(deadline.Token);
        await deadline.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(drained);
        _landing.SetResult();
    }

    [Fact(Timeout = Patience)]
    public async Task Shutdown_with_nothing_under_way_is_immediate() => await _flights.DrainAsync(TestContext.Current.CancellationToken);

    private async Task WorkAsync(RefreshFlight flight)
    {
        Interlocked.Increment(ref _started);
        flight.Tell(Outcome);
        await _landing.Task;
    }

    private async Task WaitingAsync(RefreshFlight flight)
    {
        await _landing.Task;
        flight.Tell(Outcome);
    }

    private static Task FailAsync(RefreshFlight flight)
    {
        flight.Fail(new InvalidOperationException("broken"));
        return Task.CompletedTask;
    }
}
