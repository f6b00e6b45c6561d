using Gateway.Events;
using Gateway.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Events;

/// <summary>Sinks of anybody's making, registered as services.</summary>
public sealed class DeliveryTests
{
    private static readonly PendingEvent Pending = PendingEvent.Parse(CloudEvent.Of("session.opened", new EventData("handle"), DateTimeOffset.UnixEpoch).Json)!;

    [Fact]
    public async Task One_that_fails_in_its_own_way_keeps_the_event_from_nobody_else()
    {
        await using var services = Services(new Sink("good", _ => Task.FromResult<DeliveryOutcome>(new DeliveryOutcome.Delivered())), new Sink("bad", _ => throw new InvalidOperationException()));
        var delivery = services.GetRequiredService<Delivery>();

        var (reached, isDone) = await delivery.DeliverAsync(Pending, TestContext.Current.CancellationToken);

        reached.ShouldBe(["good"]);
        isDone.ShouldBeFalse();
        PendingEvent.Parse(Pending.Reaching(reached).Stored).ShouldNotBeNull().ReachedSinks.ShouldBe(["good"]);
    }

    [Fact]
    public async Task Who_has_an_event_is_not_told_again()
    {
        await using var services = Services(new Sink("good", _ => throw new InvalidOperationException()));

        (await services.GetRequiredService<Delivery>().DeliverAsync(Pending.Reaching(["good"]), TestContext.Current.CancellationToken)).IsDone.ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_does_not_come_back_is_given_up_after_its_time(bool heedsItsToken)
    {
        var time = new FakeTime();
        await using var services = Services(time, new Sink("slow", async stopping => { await Task.Delay(Timeout.Infinite, heedsItsToken ? stopping : TestContext.Current.CancellationToken); return new DeliveryOutcome.Delivered(); }));

        var delivered = services.GetRequiredService<Delivery>().DeliverAsync(Pending, TestContext.Current.CancellationToken);
        time.Advance(Delivery.Timeout - TimeSpan.FromMilliseconds(1));
        delivered.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromMilliseconds(1));

        (await delivered.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).IsDone.ShouldBeFalse();
    }

    // Fails when a sink is called by the thread that waits for it.
    [Fact]
    public async Task One_that_blocks_its_thread_is_given_up_after_its_time_as_well()
    {
        using var release = new ManualResetEventSlim();
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var time = new FakeTime();
        await using var services = Services(
            time,
            new Sink(
                "blocking",
                _ =>
                {
                    called.SetResult();
                    release.Wait(TestContext.Current.CancellationToken);
                    return Task.FromResult<DeliveryOutcome>(new DeliveryOutcome.Delivered());
                }
            )
        );
        try
        {
            var delivered = Task.Run(() => services.GetRequiredService<Delivery>().DeliverAsync(Pending, TestContext.Current.CancellationToken));
            await called.Task;
            time.Advance(Delivery.Timeout);

            (await delivered.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).IsDone.ShouldBeFalse();
        }
        finally
        {
            release.Set();
        }
    }

    private static ServiceProvider Services(params Sink[] sinks) => Services(TimeProvider.System, sinks);

    private static ServiceProvider Services(TimeProvider time, params Sink[] sinks)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddSingleton(time).AddEvents();
        foreach (var sink in sinks)
            services.AddSingleton<IEventSink>(sink);
        return services.BuildServiceProvider();
    }

    private sealed class Sink(string name, Func<CancellationToken, Task<DeliveryOutcome>> deliver) : IEventSink
    {
        public string Name => name;

        public Task<DeliveryOutcome> DeliverAsync(CloudEvent told, CancellationToken cancellationToken) => deliver(cancellationToken);
    }
}
