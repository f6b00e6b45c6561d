using System.Collections.Concurrent;
using Gateway.Sessions;

namespace Gateway.Proxy;

/// <summary>
/// Sessions whose newest token a destination has refused too. A new token is not what that destination wants, so its 401s pass
/// until the token is replaced for another reason; else each request would cost a refresh.
/// </summary>
internal sealed class FruitlessReplays
{
    private const int Most = 10_000;
    private readonly ConcurrentDictionary<string, long> _versions = new(StringComparer.Ordinal);

    public bool Contains(Session session) => _versions.TryGetValue(session.Key, out var version) && version == session.Version;

    public void Add(Session session)
    {
        if (_versions.Count >= Most)
            _versions.Clear(); // costs each at most one more refresh
        _versions[session.Key] = session.Version;
    }
}
