using Gateway.Observability;

namespace Gateway.Tests.Observability;

public sealed class MetricSeriesTests
{
    private static readonly double[] Bounds = [0.1, 0.2, 0.4];
    private readonly MetricSeries _series = new("some", new Dictionary<string, string>());

    [Fact]
    public void The_present_minute_is_the_last_of_sixty()
    {
        _series.Add(1000, 3);
        _series.Add(1000, 2);
        _series.Add(1001, 1);

        _series.Read(1001).Counts.ShouldBe([.. new long[58], 5, 1]);
        _series.Read(1003).Counts.ShouldBe([.. new long[56], 5, 1, 0, 0]);
    }

    // Fails when a minute's place is not emptied before it is used again.
    [Theory]
    [InlineData(60)]
    [InlineData(61)]
    [InlineData(6000)]
    public void What_is_an_hour_old_is_forgotten(int later)
    {
        _series.Add(1000, 3);
        _series.Add(1000, Bounds, [1, 1, 0, 0]);

        var read = _series.Read(1000 + later);

        read.Counts.ShouldBe(new long[60]);
        read.P95!.ShouldAllBe(value => value == null);
        read.HourP95.ShouldBeNull();
    }

    [Fact]
    public void Percentiles_are_of_the_minute_and_of_the_hour()
    {
        _series.Add(1000, Bounds, [10, 0, 0, 0]);
        _series.Add(1001, Bounds, [0, 10, 0, 0]);

        var read = _series.Read(1001);

        read.Counts.TakeLast(2).ShouldBe([10, 10]);
        read.P95![^2].ShouldNotBeNull().ShouldBe(0.095, 1e-9);
        read.P95[^1].ShouldNotBeNull().ShouldBe(0.195, 1e-9);
        read.HourP50.ShouldNotBeNull().ShouldBe(0.1, 1e-9);
        read.HourP95.ShouldNotBeNull().ShouldBe(0.19, 1e-9);
    }

    [Theory]
    [InlineData(new long[] { 0, 0, 0, 0 }, null)]
    [InlineData(new long[] { 4, 0, 0, 0 }, 0.05)]
    [InlineData(new long[] { 0, 0, 4, 0 }, 0.3)]
    [InlineData(new long[] { 0, 0, 0, 4 }, 0.4)] // beyond what is told apart
    public void A_median_lies_within_its_bucket(long[] buckets, double? median)
    {
        if (median is { } value)
            Percentile.Of(50, Bounds, buckets).ShouldNotBeNull().ShouldBe(value, 1e-9);
        else
            Percentile.Of(50, Bounds, buckets).ShouldBeNull();
    }
}
