using Gateway.AuthServers.Calls;
using Gateway.Tests.Support;

namespace Gateway.Tests.AuthServers.Calls;

public sealed class AllowanceTests
{
    [Fact]
    public void It_is_so_many_at_once_and_one_more_for_each_interval()
    {
        var time = new FakeTime();
        var allowance = new Allowance(atOnce: 3, TimeSpan.FromSeconds(10), time);

        Take(10).ShouldBe(3);
        time.Advance(TimeSpan.FromSeconds(9));
        Take(10).ShouldBe(0);
        time.Advance(TimeSpan.FromSeconds(1));
        Take(10).ShouldBe(1);
        time.Advance(TimeSpan.FromSeconds(25));
        Take(10).ShouldBe(2);
        time.Advance(TimeSpan.FromHours(1));
        Take(10).ShouldBe(3, "no more is saved up");

        int Take(int tries) => Enumerable.Range(0, tries).Count(_ => allowance.TryTake());
    }
}
