using System.Globalization;
using Gateway.Devices;
using Gateway.Refresh;
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
    private readonly PoolBarrier _pool;
    private readonly FakeTime _time = new();
    private readonly Evidence _evidence = new();
    private readonly Weather _weather;
    private readonly ModelSettings _settings;
    private readonly ModelStore _store;
    private readonly ModelAuthServer _server;
    private readonly Instance[] _instances;
    private readonly List<Instance> _all = [];
    private readonly List<Session> _sessions = [];
    private readonly DateTimeOffset _start;
    private bool _isOver;

    public Run(int seed, IDatabase database, PoolBarrier pool)
    {
        (_seed, _pool) = (seed, pool);
        _weather = new Weather(seed);
        _start = _time.GetUtcNow();
        _evidence.Now = () => (_time.GetUtcNow() - _start).TotalSeconds.ToString("000.0000", CultureInfo.InvariantCulture);
        _settings = new ModelSettings($"model-{seed}:", isPlain: seed % 2 is 1);
        _store = new ModelStore(database, _time, _weather.Between(-3000, 3000), _evidence);
        _server = new ModelAuthServer(_time, _evidence, (ReusePolicy)(seed / 2 % 3));
        _instances = [.. Enumerable.Range(0, 3).Select(i => Start($"instance {i}"))];
    }

    public Evidence Evidence => _evidence;

    public int Calls => _server.Calls;

    public void Play()
    {
        _weather.IsClear = true;
        Settle();
        OpenSessions();
        _weather.IsClear = false;
        Schedule(Happening, 200, 3000 * (1 + (_seed % 5)));
        Schedule(Requests, 50, 800);
        PassTime(Bad);

        ClearUp();
        PassTime(Clear);
        _isOver = true;
        PassTime(TimeSpan.FromSeconds(5));
        AllIsWell();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _all)
            await instance.DisposeAsync();
    }

    private Instance Start(string name)
    {
        var instance = new Instance(name, _settings, _store, _server, _weather, _time);
        _all.Add(instance);
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
            PassTime(TimeSpan.FromSeconds(1));
        }
    }

    private void Requests()
    {
        if (_weather.Pick(6) > 0)
            Ask(_instances[_weather.Pick(3)], _sessions[_weather.Pick(2)]);
        else
            foreach (var instance in _instances)
                for (var i = 0; i < 3; i++)
                    Ask(instance, _sessions[0]);
    }

    private void Ask(Instance instance, Session session, Action<RefreshOutcome>? then = null)
    {
        var isRefused = _weather.Happens(0.02);
        instance.Loop.Post(() => _ = AskAsync());

        async Task AskAsync()
        {
            instance.Waiting++;
            var frozen = instance.FrozenFor;
            var outcome = await instance.AskAsync(session.Device, isRefused);
            instance.Waiting--;
            if (outcome is RefreshOutcome.Ended && !_evidence.IsExcused(session.Key))
                _evidence.Violation($"{instance.Name} says that {session.Key} has ended");
            if (!isRefused && outcome is RefreshOutcome.Current(var current) && current.Tokens.AccessExpiry <= instance.Clock.GetUtcNow() && instance.FrozenFor == frozen)
                _evidence.Violation($"{instance.Name} serves an expired token");
            then?.Invoke(outcome);
        }
    }

    /// <summary>Something goes wrong.</summary>
    private void Happening()
    {
        var index = _weather.Pick(3);
        var instance = _instances[index];
        switch (_weather.Pick(20))
        {
            case < 3:
                _evidence.Note($"{instance.Name} is killed");
                instance.Kill();
                After(_weather.Between(10, 3000), () => _instances[index] = Start(instance.Name + "'"));
                break;
            case < 6 when !instance.Loop.IsFrozen:
                var still = _weather.Between(100, 20_000);
                _evidence.Note($"{instance.Name} freezes for {still.TotalSeconds:0.0} s");
                instance.Freeze();
                After(still, instance.Thaw);
                break;
            case < 9:
                _evidence.Note($"{instance.Name} loses its subscription");
                instance.Store.Break();
                After(_weather.Between(10, 4000), () => RestoreUnlessCutOff(instance));
                break;
            case < 11:
                CutStoreOff(_weather.Between(100, 30_000));
                break;
            case < 13 when !_weather.StoreIsFrozen:
                var frozen = _weather.Between(100, 20_000);
                _evidence.Note($"the store freezes for {frozen.TotalSeconds:0.0} s");
                _weather.StoreIsFrozen = true;
                After(frozen, _weather.ThawStore);
                break;
            case 13 when _weather.Pick(4) is 0:
                _evidence.Note("the auth server ends the second session");
                _server.End(_sessions[1].Key);
                break;
            case 14 when _weather.Pick(4) is 0:
                _evidence.Note("the person of the second session signs out");
                _evidence.MayEnd(_sessions[1].Key);
                instance.Loop.Post(() => _ = instance.EndAsync(_sessions[1]));
                break;
        }
    }

    private void CutStoreOff(TimeSpan length)
    {
        if (_weather.StoreIsCutOff)
            return;
        _evidence.Note($"the store is away for {length.TotalSeconds:0.0} s");
        _weather.StoreIsCutOff = true;
        foreach (var instance in _instances)
            instance.Store.Break();
        After(length, BringStoreBack);
    }

    private void BringStoreBack()
    {
        _weather.StoreIsCutOff = false;
        foreach (var instance in _instances)
            instance.Store.Restore();
    }

    private void RestoreUnlessCutOff(Instance instance)
    {
        if (!_weather.StoreIsCutOff)
            instance.Store.Restore();
    }

    private void ClearUp()
    {
        _evidence.Note("it clears up");
        _weather.IsClear = true;
        _weather.ThawStore();
        BringStoreBack();
        foreach (var instance in _instances)
            instance.Thaw();
    }

    private void AllIsWell()
    {
        foreach (var instance in _instances)
        {
            foreach (var session in _sessions)
                if (!Enumerable.Range(0, 3).Any(_ => IsWell(instance, session)))
                    _evidence.Violation($"at the end {session.Key} is not served as it should be by {instance.Name}");
            if (instance.Waiting > 0)
                _evidence.Violation($"{instance.Waiting} requests at {instance.Name} never got an answer");
        }
    }

    private bool IsWell(Instance instance, Session session)
    {
        RefreshOutcome? last = null;
        for (var i = 0; i < 2; i++) // by the first it may become due
        {
            Ask(instance, session, outcome => last = outcome);
            PassTime(TimeSpan.FromSeconds(3));
        }
        return _server.IsAlive(session.Key) && !_evidence.IsEnded(session.Key)
            ? last is RefreshOutcome.Current(var current) && _server.IsCurrent(session.Key, current.Tokens.AccessToken.Reveal())
            : last is RefreshOutcome.Ended;
    }

    private void Schedule(Action what, double fromMilliseconds, double toMilliseconds) =>
        After(
            _weather.Between(fromMilliseconds, toMilliseconds),
            () =>
            {
                if (_isOver || (_weather.IsClear && what != Requests))
                    return;
                what();
                Schedule(what, fromMilliseconds, toMilliseconds);
            }
        );

    private void After(TimeSpan delay, Action then) => _ = _time.CreateTimer(_ => then(), null, delay, Timeout.InfiniteTimeSpan);

    private void PassTime(TimeSpan length)
    {
        var until = _time.GetUtcNow() + length;
        do
            Settle();
        while (_evidence.Violations.Count is 0 && _time.FireNext(until));
        _time.Advance(TimeSpan.Zero);
    }

    /// <summary>Runs all that is ready, until nothing is, on the thread pool neither.</summary>
    private void Settle()
    {
        while (RunReady())
        {
            _pool.Pass();
            if (!_all.Exists(instance => instance.Loop.LeavesForPool))
                continue;
            // What is granted must not be on its way for seconds of the model's clock because the machine was busy for a moment.
            _all.ForEach(instance => instance.Loop.LeavesForPool = false);
            Thread.Sleep(1);
            _pool.Pass();
        }
    }

    private bool RunReady()
    {
        var any = false;
        foreach (var instance in _all)
            any |= instance.Loop.RunReady();
        return any;
    }
}
