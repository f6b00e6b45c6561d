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

    /// <summary>What is known not to be there.</summary>
    public UnknownRecords Unknown { get; } = new();

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
        var mine = new Slot(device, cached.Session.Key) { Cached = cached };
        var slot = _byDevice.GetOrAdd(device, mine);
        slot.Cached = cached;
        Unknown.Forget(slot.Record);
        if (slot != mine)
            return;
        _byRecord[slot.Record] = slot;
        Interlocked.Increment(ref _count);
        Evict(); // before the new one has its first turn
        _turns.Enqueue(slot);
    }

    /// <summary>Puts <paramref name="renewed"/> in the place of <paramref name="known"/>; not where that was forgotten or replaced meanwhile.</summary>
    public void Renew(CachedSession known, CachedSession renewed)
    {
        if (_byRecord.TryGetValue(known.Session.Key, out var slot))
            Interlocked.CompareExchange(ref slot.Cached, renewed, known);
    }

    /// <summary>Forgets what is known of a record. Its slot stays, for it may well be read again.</summary>
    public void Forget(string record)
    {
        Unknown.Forget(record);
        if (_byRecord.TryGetValue(record, out var slot))
            slot.Cached = null;
    }

    // Twice round at most: once to take back the chances, once to take the first that had none left.
    private void Evict()
    {
        for (var turns = 2 * _turns.Count; turns > 0 && Volatile.Read(ref _count) > _size && _turns.TryDequeue(out var slot); turns--)
        {
            // What is not in the store yet must not be lost here either.
            if (slot.Cached is { } cached && (cached.IsUnstored || slot.IsUsed))
            {
                slot.IsUsed = false;
                _turns.Enqueue(slot);
                continue;
            }
            // The slot itself, for its device may have been put anew meanwhile.
            _byDevice.TryRemove(KeyValuePair.Create(slot.Device, slot));
            _byRecord.TryRemove(KeyValuePair.Create(slot.Record, slot));
            Interlocked.Decrement(ref _count);
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
