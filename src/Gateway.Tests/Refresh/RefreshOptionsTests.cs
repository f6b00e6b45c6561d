using Gateway.Refresh;

namespace Gateway.Tests.Refresh;

public sealed class RefreshOptionsTests
{
    [Theory]
    [InlineData(0, 0.1, "")]
    [InlineData(3600, 120, "")]
    [InlineData(30, 10, "")]
    [InlineData(-1, 10, "R:Ahead")]
    [InlineData(3601, 10, "R:Ahead")]
    [InlineData(30, 0.099, "R:Timeout")]
    [InlineData(30, 121, "R:Timeout")]
    [InlineData(-1, -1, "R:Ahead,R:Timeout")]
    public void Each_has_its_range(double ahead, double timeout, string keys)
    {
        var options = new RefreshOptions { Ahead = TimeSpan.FromSeconds(ahead), Timeout = TimeSpan.FromSeconds(timeout) };
        string.Join(',', options.Check("R").Select(fault => fault.Key)).ShouldBe(keys);
    }

    [Fact]
    public void The_lease_outlives_the_call_that_it_guards() =>
        new RefreshOptions { Timeout = TimeSpan.FromSeconds(10) }.Lease.ShouldBe(TimeSpan.FromSeconds(12));
}
