using Gateway.Refresh;
using Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Refresh;

public sealed class RefreshDrainTests
{
    private readonly FakeTime _time = new();
    private readonly SingleFlight _flights = new(SomeMetrics.New());
    private readonly TaskCompletionSource _landing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RefreshDrain _drain;

    public RefreshDrainTests()
    {
        _drain = new RefreshDrain(_flights, Options.Create(new RefreshOptions()), _time, NullLogger<RefreshDrain>.Instance);
        _flights.Join("record", _ => _landing.Task);
    }

    [Fact]
    public async Task Shutdown_waits_for_a_refresh_though_the_host_has_no_patience_left()
    {
        var stopped = _drain.StopAsync(new CancellationToken(canceled: true));

        stopped.IsCompleted.ShouldBeFalse();
        _landing.SetResult();
        await stopped.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task But_not_longer_than_a_lease_lasts()
    {
        var stopped = _drain.StopAsync(CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(11.9));
        stopped.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await stopped.WaitAsync(TestContext.Current.CancellationToken);
    }
}
