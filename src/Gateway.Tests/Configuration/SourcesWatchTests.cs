using System.Threading.Channels;
using Gateway.Configuration;
using Gateway.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Configuration;

/// <summary>Sources are looked at for as long as the gateway runs, whatever comes of a look.</summary>
public sealed class SourcesWatchTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Whoever is told of a change may throw, and what a background service throws ends the gateway. Fails when it is not caught.
    [Fact]
    public async Task Whoever_throws_when_told_of_a_change_ends_nothing()
    {
        var (time, bad, good) = (new FakeTime(), new Source(), new Source());
        var configuration = new ConfigurationBuilder().Add(bad).Add(good).Build();
        using var registration = bad.GetReloadToken().RegisterChangeCallback(_ => throw new InvalidOperationException("not a number"), null);
        using var watch = Watch(configuration, time);
        await watch.StartAsync(Cancellation);
        await time.TimerStartedAsync(SourcesWatch.Period, Cancellation);

        for (var look = 1; look <= 3; look++)
        {
            time.Advance(SourcesWatch.Period);
            (await good.LookedAsync()).ShouldBe(look);
        }

        await watch.StopAsync(Cancellation);
        bad.Looks.ShouldBe(3);
    }

    // As many tests wait for a second of their own. Fails when a timer runs for nobody.
    [Fact]
    public async Task Where_there_is_nothing_to_look_at_it_ends_at_once()
    {
        using var watch = Watch(new ConfigurationBuilder().AddInMemoryCollection().Build(), new FakeTime());

        await watch.StartAsync(Cancellation);

        await watch.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    private static SourcesWatch Watch(IConfiguration configuration, FakeTime time) => new(configuration, time, NullLogger<SourcesWatch>.Instance);

    private sealed class Source : ConfigurationProvider, IConfigurationSource, IWatchedSource
    {
        private readonly Channel<int> _looks = Channel.CreateUnbounded<int>();

        public int Looks { get; private set; }

        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

        public void Look()
        {
            _looks.Writer.TryWrite(++Looks);
            OnReload();
        }

        public async Task<int> LookedAsync() => await _looks.Reader.ReadAsync(Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }
}
