using Gateway.AuthServers;
using Gateway.AuthServers.Calls;
using Gateway.Devices;
using Gateway.Events;
using Gateway.Lifecycle;
using Gateway.Redis;
using Gateway.Refresh;
using Gateway.Sessions;
using Gateway.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Model;

/// <summary>One gateway of the model: the real sessions, lifecycle, refresh and auth server client, on a network of the model.</summary>
internal sealed class Instance : IAsyncDisposable
{
    private readonly FakeTime _time;
    private readonly ServiceProvider _services;
    private readonly RefreshCoordinator _refresh;
    private readonly SessionStore _store;
    private DateTimeOffset? _frozenAt;
    private TimeSpan _frozenFor;

    public Instance(string name, ModelSettings settings, ModelStore store, ModelAuthServer server, Weather weather, FakeTime time)
    {
        (Name, _time) = (name, time);
        Clock = new InstanceTime(time, weather.Between(-3000, 3000), Loop);
        Store = new StoreNetwork(this, store, weather, time, settings.StoreTimeout);
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings.Configuration).Build())
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton<ConnectAuthServer>(_ => new AuthNetwork(this, server, weather, time))
            .AddSingleton<RedisConnect>(_ => Store.ConnectAsync())
            .AddRedis()
            .AddSessions()
            .AddAuthServers(services => services.GetRequiredService<IOptions<RefreshOptions>>().Value.Timeout)
            .AddEvents()
            .AddLifecycle()
            .AddRefresh()
            .BuildServiceProvider();
        _store = _services.GetRequiredService<SessionStore>();
        _refresh = _services.GetRequiredService<RefreshCoordinator>();
        Loop.Post(() => _ = StartAsync());
    }

    public string Name { get; }

    public Loop Loop { get; } = new();

    public InstanceTime Clock { get; }

    public StoreNetwork Store { get; }

    /// <summary>How many requests wait for their outcome.</summary>
    public int Waiting { get; set; }

    /// <summary>For how long it has stood still in all.</summary>
    public TimeSpan FrozenFor => _frozenFor + (_time.GetUtcNow() - _frozenAt ?? TimeSpan.Zero);

    public void Freeze() => (_frozenAt, Loop.IsFrozen) = (_time.GetUtcNow(), true);

    public void Thaw() => (_frozenFor, _frozenAt, Loop.IsFrozen) = (FrozenFor, null, false);

    public void Kill()
    {
        Loop.IsDead = true;
        Store.Leave();
    }

    /// <summary>What a request on a session does; with <paramref name="isRefused"/> a destination does not take its token.</summary>
    public async Task<RefreshOutcome> AskAsync(DeviceId device, bool isRefused)
    {
        switch (_store.FindWarm(device.Reveal()) is { } warm ? new StoreAnswer.Current(warm) : await _store.FindAsync(device))
        {
            case StoreAnswer.Current(var session):
                var outcome = await _refresh.EnsureFreshAsync(session, CancellationToken.None);
                return isRefused && outcome is RefreshOutcome.Current(var refused) && await _refresh.ReplaceAsync(refused, CancellationToken.None) is { } replaced
                    ? new RefreshOutcome.Current(replaced)
                    : outcome;
            case StoreAnswer.Unavailable:
                return new RefreshOutcome.Unavailable(UnavailableCause.Store, TimeSpan.Zero);
            default:
                return new RefreshOutcome.Ended();
        }
    }

    public string RecordOf(DeviceId device) => _store.RecordOf(device);

    public Task<StoreAnswer> OpenAsync(Session session) => _store.OpenAsync(session);

    public Task<StoreAnswer> EndAsync(Session session) => _store.EndAsync(session.Key, Leaving.SignedOut);

    public ValueTask DisposeAsync()
    {
        Loop.IsDead = true;
        return _services.DisposeAsync();
    }

    private async Task StartAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>().Where(service => service is RedisConnection or SessionInvalidation))
            await service.StartAsync(CancellationToken.None);
    }
}
