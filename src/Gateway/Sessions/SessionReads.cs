using System.Collections.Concurrent;

namespace Gateway.Sessions;

/// <summary>
/// Reads each record once for all who ask at the same time. News of a change that comes in during a read wins: what was read
/// then is answered, but not kept, and whoever asks later reads anew.
/// </summary>
internal sealed class SessionReads
{
    private readonly ConcurrentDictionary<string, Read> _reads = new(StringComparer.Ordinal);

    /// <summary>The read of <paramref name="record"/> that is under way, or a new one. <paramref name="keep"/> caches its answer.</summary>
    public Task<StoreAnswer> GetOrStartAsync(string record, Func<Task<StoreAnswer>> read, Action<StoreAnswer> keep, Action forget)
    {
        var mine = new Read();
        var shared = _reads.GetOrAdd(record, mine);
        return shared == mine ? RunAsync(record, mine, read, keep, forget) : shared.Answer.Task;
    }

    /// <summary>The record has changed.</summary>
    public void Taint(string record)
    {
        if (!_reads.TryGetValue(record, out var read))
            return;
        read.IsTainted = true;
        Remove(record, read);
    }

    private async Task<StoreAnswer> RunAsync(string record, Read mine, Func<Task<StoreAnswer>> read, Action<StoreAnswer> keep, Action forget)
    {
        try
        {
            var answer = await read();
            if (!mine.IsTainted)
                keep(answer);
            if (mine.IsTainted)
                forget(); // it changed between the look and the keeping
            Remove(record, mine);
            mine.Answer.SetResult(answer);
            return answer;
        }
        catch (Exception error)
        {
            Remove(record, mine);
            mine.Answer.SetException(error);
            _ = mine.Answer.Task.Exception; // seen by whoever began it, if nobody shares it
            throw;
        }
    }

    private void Remove(string record, Read read) => _reads.TryRemove(KeyValuePair.Create(record, read));

    private sealed class Read
    {
        public readonly TaskCompletionSource<StoreAnswer> Answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public volatile bool IsTainted;
    }
}
