using Gateway.Refresh;
using Gateway.Tests.Sessions;
using Gateway.Tests.Support;

namespace Gateway.Tests.Refresh;

public sealed class HeldLeaseTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly HeldLease _lease;
    private bool? _isStillHeld = true;
    private Action _renewed = () => { };
    private int _asked;

    public HeldLeaseTests() =>
        _lease = new HeldLease(Some.Session(), new("me:1", TimeSpan.FromSeconds(12)), _time.GetTimestamp(), new RefreshOptions(), place: null, RenewAsync, _time);

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

    // Fails when the store is asked all the same: that would be a lease for nobody, and a command.
    [Fact]
    public async Task Where_its_time_is_over_it_is_not_asked_for_once_more()
    {
        (await _lease.MaySendAsync()).ShouldBeTrue();
        _time.Advance(TimeSpan.FromSeconds(10));

        (await _lease.MaySendAsync()).ShouldBeFalse();
        _asked.ShouldBe(0);
    }

    [Fact]
    public async Task Nor_is_anything_sent_when_the_answer_came_too_late()
    {
        (await _lease.MaySendAsync()).ShouldBeTrue();
        _renewed = () => _time.Advance(TimeSpan.FromSeconds(10));

        (await _lease.MaySendAsync()).ShouldBeFalse();
        (_asked, _lease.IsLost).ShouldBe((1, false));
    }

    public void Dispose() => _lease.Dispose();

    private Task<bool?> RenewAsync()
    {
        _asked++;
        _renewed();
        return Task.FromResult(_isStillHeld);
    }
}
