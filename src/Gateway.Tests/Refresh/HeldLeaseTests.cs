using Gateway.Refresh;
using Gateway.Tests.Sessions;
using Gateway.Tests.Support;

namespace Gateway.Tests.Refresh;

public sealed class HeldLeaseTests
{
    [Fact]
    public void A_call_may_be_sent_for_a_while_and_then_never_again()
    {
        var time = new FakeTime();
        using var lease = new HeldLease(Some.Session(), time.GetTimestamp(), TimeSpan.FromSeconds(10), place: null, time);

        lease.MayCall().ShouldBeTrue();
        time.Advance(TimeSpan.FromSeconds(9.9));
        lease.MayCall().ShouldBeTrue();
        time.Advance(TimeSpan.FromSeconds(0.1));
        lease.MayCall().ShouldBeFalse();
        time.Advance(TimeSpan.FromDays(1));
        lease.MayCall().ShouldBeFalse();
    }
}
