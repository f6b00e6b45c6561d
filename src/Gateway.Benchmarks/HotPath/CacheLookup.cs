using BenchmarkDotNet.Attributes;
using Gateway.Sessions;

namespace Gateway.Benchmarks.HotPath;

/// <summary>Finding a session among few and among many, each asked for in turn.</summary>
public class CacheLookup
{
    private SessionCache _cache = null!;
    private string[] _devices = [];
    private int _turn;

    /// <summary>How many sessions there are.</summary>
    [Params(1, 10_000)]
    public int Sessions { get; set; }

    /// <summary>Fills the cache.</summary>
    [GlobalSetup]
    public void Fill()
    {
        _cache = new SessionCache(50_000);
        var sessions = Enumerable.Range(0, Sessions).Select(_ => SomeSession.New()).ToList();
        sessions.ForEach(session => _cache.Put(new CachedSession(session, ReadAt: 0, Epoch: 1)));
        _devices = [.. sessions.Select(session => session.Device.Reveal())];
    }

    /// <summary>One look.</summary>
    [Benchmark]
    public object? Find()
    {
        _turn = _turn + 1 < _devices.Length ? _turn + 1 : 0;
        return _cache.Find(_devices[_turn]);
    }
}
