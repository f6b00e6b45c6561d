using Gateway.Tests.Support;

namespace Gateway.Tests.Model;

/// <summary>The clock of one instance: off by some seconds, and its timers fire on the instance's loop, late where it is frozen.</summary>
internal sealed class InstanceTime(FakeTime time, TimeSpan skew, Loop loop) : TimeProvider
{
    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + skew;

    public override long GetTimestamp() => time.GetTimestamp();

    // At once means with the next move of the clock, since whoever asks may hold a lock that its callback needs.
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(_ => loop.Post(() => callback(state)), null, dueTime == TimeSpan.Zero ? TimeSpan.FromTicks(1) : dueTime, period);
}
