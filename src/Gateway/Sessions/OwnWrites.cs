using System.Collections.Concurrent;

namespace Gateway.Sessions;

/// <summary>
/// Tells the echo of this process's own write from the news of another's. A write of ours publishes its record once; that one
/// message must not make us forget what we know best. Any second message is somebody else's and does.
/// </summary>
internal sealed class OwnWrites
{
    private readonly ConcurrentDictionary<string, Write> _writes = new(StringComparer.Ordinal);

    /// <summary>Announces a write of <paramref name="record"/>, before it is sent.</summary>
    public Write Begin(string record) => _writes[record] = new Write();

    /// <summary>A message came in: whether it is the echo of our own write, so nothing is news.</summary>
    public bool IsEcho(string record)
    {
        if (!_writes.TryGetValue(record, out var write) || write.Count() > 1)
            return false;
        if (write.IsDone)
            Forget(record, write);
        return true;
    }

    /// <summary>The write was made: whether only its own echo has been heard, so that what was written is current.</summary>
    public bool Complete(string record, Write write)
    {
        write.IsDone = true;
        if (write.Heard > 0)
            Forget(record, write);
        return write.Heard <= 1;
    }

    /// <summary>The write was not made, or nobody knows: whatever is heard from now on is news. Whether what was heard before was news, too.</summary>
    public bool Abandon(string record, Write write)
    {
        Forget(record, write);
        return write.Heard > 0;
    }

    /// <summary>Messages were lost, so no echo may be waited for.</summary>
    public void AbandonAll() => _writes.Clear();

    private void Forget(string record, Write write) => _writes.TryRemove(KeyValuePair.Create(record, write));

    internal sealed class Write
    {
        private int _heard;

        public int Heard => Volatile.Read(ref _heard);

        public volatile bool IsDone;

        public int Count() => Interlocked.Increment(ref _heard);
    }
}
