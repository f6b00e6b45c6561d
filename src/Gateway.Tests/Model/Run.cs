using System.Globalization;
using Gateway.Devices;
using Gateway.Sessions;
using Gateway.Tests.Support;
using Gateway.Tokens;
using StackExchange.Redis;

namespace Gateway.Tests.Model;

/// <summary>
/// One run of the model: three instances, two sessions, some minutes of requests at random moments in bad weather; then it clears up, and
/// all must be well. Everything that happens is a timer of one clock, so a seed tells the same story again.
/// </summary>
internal sealed class Run : IAsyncDisposable
{
    private static readonly TimeSpan Bad = TimeSpan.FromSeconds(150);
    private static readonly TimeSpan Clear = TimeSpan.FromSeconds(60);

    private readonly int _seed;
    private readonly FakeTime _time = new();
    private readonly Evidence _evidence = new();
    private readonly Weather _weather;
    private readonly ModelSettings _settings;
    private readonly ModelStore _store;
    private readonly ModelAuthServer _server;
    private readonly Driver _driver;
    private readonly Judge _judge;
    private readonly Mischief _mischief;
    private readonly Instance[] _instances;
    private readonly List<Session> _sessions = [];
    private readonly DateTimeOffset _start;
    private bool _isOver;

    public Run(int seed, IDatabase database, PoolBarrier pool)
    {
        _seed = seed;
        _weather = new Weather(seed);
        _start = _time.GetUtcNow();
        _evidence.Now = () => (_time.GetUtcNow() - _start).TotalSeconds.ToString("000.0000", CultureInfo.InvariantCulture);
        _settings = new ModelSettings($"model-{seed}:", isPlain: seed % 2 is 1);
        _store = new ModelStore(database, _time, _weather.Between(-3000, 3000), _evidence);
        _server = new ModelAuthServer(_time, _evidence, (ReusePolicy)(seed / 2 % 3));
        _driver = new Driver(_time, _weather, _evidence, pool);
        _judge = new Judge(_server, _weather, _driver, _evidence);
        _instances = [.. Enumerable.Range(0, 3).Select(i => Start($"instance {i}"))];
        _mischief = new Mischief(_instances, _sessions, Start, _server, _weather, _driver, _evidence);
    }

    public Evidence Evidence => _evidence;

    public int Calls => _server.Calls;

    public void Play()
    {
        _weather.IsClear = true;
        _driver.Settle();
        OpenSessions();
        _weather.IsClear = false;
        _driver.Repeat(_mischief.Happen, 200, 3000 * (1 + (_seed % 5)), () => _weather.IsClear);
        _driver.Repeat(Requests, 50, 800, () => _isOver);
        _driver.PassTime(Bad);

        _mischief.ClearUp();
        _driver.PassTime(Clear);
        _isOver = true;
        _driver.PassTime(TimeSpan.FromSeconds(5));
        _judge.AllIsWell(_instances, _sessions);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _driver.All)
            await instance.DisposeAsync();
    }

    private Instance Start(string name)
    {
        var instance = new Instance(name, _settings, _store, _server, _weather, _time);
        _driver.Add(instance);
        return instance;
    }

    private void OpenSessions()
    {
        for (var i = 0; i < 2; i++)
        {
            var device = DeviceId.Parse($"device-of-the-model-{i}")!.Value;
            var record = _instances[0].RecordOf(device);
            _store.Forget(record);
            var (access, refresh) = _server.Issue(record, 0);
            var session = new Session
            {
                Device = device,
                Key = record,
                AuthServer = "default",
                Version = 1,
                CreatedAt = _time.GetUtcNow(),
                Tokens = new TokenSet
                {
                    AccessToken = new(access),
                    AccessExpiry = _time.GetUtcNow() + ModelAuthServer.AccessLifetime,
                    AccessLifetime = ModelAuthServer.AccessLifetime,
                    RefreshToken = new(refresh),
                    RefreshExpiry = _time.GetUtcNow().AddDays(14),
                },
            };
            _sessions.Add(session);
            _instances[0].Loop.Post(() => _ = _instances[0].OpenAsync(session));
            _driver.PassTime(TimeSpan.FromSeconds(1));
        }
    }

    private void Requests()
    {
        if (_weather.Pick(6) > 0)
            _judge.Ask(_instances[_weather.Pick(3)], _sessions[_weather.Pick(2)]);
        else
            foreach (var instance in _instances)
                for (var i = 0; i < 3; i++)
                    _judge.Ask(instance, _sessions[0]);
    }
}
