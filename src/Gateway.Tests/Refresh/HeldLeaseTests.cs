using Gateway.Refresh;
using Gateway.Tests.Sessions;
using Gateway.Tests.Support;

namespace Gateway.Tests.Refresh;

public sealed class HeldLeaseTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly HeldLease _lease;
    private bool? _isStillHeld = true;

    public HeldLeaseTests() =>
        _lease = new HeldLease(Some.Session(), new("me:1", TimeSpan.FromSeconds(12)), _time.GetTimestamp(), new RefreshOptions(), place: null, () => Task.FromResult(_isStillHeld), _time);

    // The lease lasts 12 s, a call 10 s.
    [Theory]
    [InlineData(0, true, true)]
    [InlineData(1.9, true, true)]
    [InlineData(2, false, true)]
    [InlineData(9.9, false, true)]
    [InlineData(10, false, false)]
    [InlineData(100_000, false, false)]
    public async Task A_call_begins_and_is_sent_only_where_it_ends_before_the_lease(double seconds, bool mayBegin, bool maySend)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));

        _lease.MayBegin().ShouldBe(mayBegin);
        (await _lease.MaySendAsync()).ShouldBe(maySend);
    }

    [Theory]
    [InlineData(true, true, false)]
    [InlineData(false, false, true)]
    [InlineData(null, false, false)]
    public async Task One_more_try_is_for_whoever_is_known_to_hold_the_lease_still(bool? isStillHeld, bool maySend, bool isLost)
    {
        _isStillHeld = isStillHeld;
        (await _lease.MaySendAsync()).ShouldBeTrue("the first needs nobody's word");

        (await _lease.MaySendAsync()).ShouldBe(maySend);
        _lease.IsLost.ShouldBe(isLost);
    }

    public void Dispose() => _lease.Dispose();
}
