using Gateway.Events;

namespace Gateway.Tests.Events;

public sealed class DeliveryBackoffTests
{
    [Theory]
    [InlineData(-60, 1)] // another instance's clock is ahead
    [InlineData(0, 1)]
    [InlineData(60, 30)]
    [InlineData(86_400, 300)]
    public void It_grows_with_the_events_age_between_a_second_and_five_minutes_and_is_spread(int age, int seconds)
    {
        var delays = Enumerable.Range(0, 200).Select(_ => DeliveryBackoff.After(TimeSpan.FromSeconds(age)).TotalSeconds).ToList();

        delays.ShouldAllBe(delay => delay >= seconds * 0.8 && delay <= seconds * 1.2);
        delays.Distinct().Count().ShouldBeGreaterThan(50);
    }
}
