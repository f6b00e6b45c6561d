using Gateway.Lifecycle;
using Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Lifecycle;

public sealed class BackgroundCallsTests
{
    private readonly FakeTime _time = new();
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly BackgroundCalls _calls;

    public BackgroundCallsTests()
    {
        _calls = new BackgroundCalls(_time, NullLogger<BackgroundCalls>.Instance);
        _calls.Run(_ => _end.Task);
    }

    // Fails when the host's token counts.
    [Fact]
    public async Task Shutdown_waits_for_a_call_though_the_host_has_no_patience_left()
    {
        var stopped = _calls.StopAsync(new CancellationToken(canceled: true));

        stopped.IsCompleted.ShouldBeFalse();
        _end.SetResult();
        await stopped.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task But_not_for_ever()
    {
        var stopped = _calls.StopAsync(CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(9.9));
        stopped.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await stopped.WaitAsync(TestContext.Current.CancellationToken);
    }
}
