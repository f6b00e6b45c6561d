using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Operations;

/// <summary>Gateways in trouble, each in its own, all at the same time; watched by one Prometheus, where there is one.</summary>
public sealed class TroubledGateways : IAsyncDisposable
{
    private const int StepsUnwatched = 8;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250); // Prometheus looks every second

    private readonly List<IAsyncDisposable> _owned = [];
    private readonly Lazy<Task> _run;
    private IReadOnlyList<(Trouble Trouble, World World)> _all = [];

    public TroubledGateways() => _run = new(RunAsync);

    /// <summary>What was said of all of them in the end, in the format of Prometheus.</summary>
    public string Scraped { get; private set; } = "";

    /// <summary>What has watched them.</summary>
    public Prometheus? Prometheus { get; private set; }

    /// <summary>All alerts that have fired.</summary>
    public IReadOnlySet<(string Job, string Alert)> Fired { get; private set; } = new HashSet<(string, string)>();

    internal IEnumerable<Trouble> Troubles => _all.Select(one => one.Trouble);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Ends when all trouble has been seen.</summary>
    public Task SeenAsync() => _run.Value;

    public async ValueTask DisposeAsync()
    {
        if (Prometheus is not null)
            await Prometheus.DisposeAsync();
        await Task.WhenAll(_all.Select(one => one.World.DisposeAsync().AsTask()));
        foreach (var owned in _owned)
            await owned.DisposeAsync();
    }

    private async Task RunAsync()
    {
        var troubles = new Troubles(
            await OwnAsync(RedisServer.StartAsync()),
            await OwnAsync(RedisServer.StartAsync()),
            await OwnAsync(WebhookReceiver.StartAsync()),
            await OwnAsync(WebhookReceiver.StartAsync()),
            await OwnAsync(WebhookReceiver.StartAsync())
        );
        _all = await Task.WhenAll(troubles.All.Select(async trouble => (trouble, await trouble.StartAsync())));
        if (Prometheus.IsInstalled)
            Prometheus = await Prometheus.StartAsync(OpsFiles.HastyRules, _all.Select(one => (one.Trouble.Job, Enumerable.Repeat(AdminClient.AddressOf(one.World.Gateway), 1))), Cancellation);
        using var seen = new CancellationTokenSource();
        var steps = Task.WhenAll(_all.Select(one => StepAsync(one.Trouble, one.World, seen.Token)));
        await (Prometheus is null ? steps : Task.WhenAny(steps, WatchAsync(Prometheus)));
        await seen.CancelAsync();
        await steps;
        Scraped = string.Concat(await Task.WhenAll(_all.Select(one => ScrapeAsync(one.World.Gateway))));
    }

    private async Task StepAsync(Trouble trouble, World world, CancellationToken seen)
    {
        for (var step = 0; !seen.IsCancellationRequested && (Prometheus is not null || step < StepsUnwatched); step++)
        {
            await trouble.StepAsync(world, step);
            await Task.Delay(Pause, seen).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WatchAsync(Prometheus prometheus)
    {
        var start = TimeProvider.System.GetTimestamp();
        var awaited = Troubles.SelectMany(trouble => trouble.Alerts, (trouble, alert) => (trouble.Job, alert)).ToList();
        while (!Fired.IsSupersetOf(awaited) && TimeProvider.System.GetElapsedTime(start) < Longest)
        {
            await Task.Delay(Pause, Cancellation);
            Fired = await prometheus.FiredAsync(Cancellation);
        }
    }

    private static async Task<string> ScrapeAsync(GatewayHost gateway)
    {
        using var admin = new AdminClient(gateway);
        return await (await admin.GetAsync("/metrics")).Content.ReadAsStringAsync(Cancellation);
    }

    private async Task<T> OwnAsync<T>(Task<T> started)
        where T : IAsyncDisposable
    {
        var owned = await started;
        _owned.Add(owned);
        return owned;
    }
}
