namespace Gateway.Lifecycle;

/// <summary>The last thousand keys that were added, the oldest forgotten first.</summary>
internal sealed class RecentKeys
{
    private const int Most = 1000;
    private readonly Lock _lock = new();
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public void Add(string key)
    {
        lock (_lock)
        {
            if (_keys.Add(key))
                _order.Enqueue(key);
            if (_order.Count > Most)
                _keys.Remove(_order.Dequeue());
        }
    }

    public bool Contains(string key)
    {
        lock (_lock)
            return _keys.Contains(key);
    }
}
