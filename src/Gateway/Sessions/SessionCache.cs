using System.Collections.Concurrent;

namespace Gateway.Sessions;

/// <summary>
/// A bounded map from device to session. Passive: it never reads, never ages; others decide what is current. When it is full
/// the first entry goes that was not used since its last turn (second chance, the CLOCK algorithm).
/// </summary>
internal sealed class SessionCache
{
    private readonly int _size;
    private readonly ConcurrentDictionary<string, Slot> _byDevice = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Slot>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly ConcurrentDictionary<string, Slot> _byRecord = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Slot> _turns = new();
    private int _count;

    public SessionCache(int size)
    {
        _size = size;
        _lookup = _byDevice.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public CachedSession? Find(ReadOnlySpan<char> device)
    {
        if (!_lookup.TryGetValue(device, out var slot))
            return null;
        if (!slot.IsUsed)
            slot.IsUsed = true; // written once a turn, so that busy threads do not fight over the line
        return slot.Cached;
    }

    public void Put(CachedSession cached)
    {
        var device = cached.Session.Device.Reveal();
        if (!_byDevice.TryGetValue(device, out var slot))
        {
            slot = new Slot(device, cached.Session.Key);
            if (!_byDevice.TryAdd(device, slot))
            {
                Put(cached);
                return;
            }
            _byRecord[slot.Record] = slot;
            _turns.Enqueue(slot);
            if (Interlocked.Increment(ref _count) > _size)
                Evict();
        }
        slot.Cached = cached;
    }

    /// <summary>Forgets what is known of a record. Its slot stays, for it may well be read again.</summary>
    public void Forget(string record)
    {
        if (_byRecord.TryGetValue(record, out var slot))
            slot.Cached = null;
    }

    private void Evict()
    {
        while (_turns.TryDequeue(out var slot))
        {
            // What is not in the store yet must not be lost here either.
            if (slot.Cached is { IsUnstored: true } || (slot.IsUsed && slot.Cached is not null))
            {
                slot.IsUsed = false;
                _turns.Enqueue(slot);
                if (slot.Cached is { IsUnstored: true })
                    return;
                continue;
            }
            _byDevice.TryRemove(slot.Device, out _);
            _byRecord.TryRemove(slot.Record, out _);
            Interlocked.Decrement(ref _count);
            return;
        }
    }

    private sealed class Slot(string device, string record)
    {
        public readonly string Device = device;
        public readonly string Record = record;
        public volatile CachedSession? Cached;
        public volatile bool IsUsed;
    }
}
