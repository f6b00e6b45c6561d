using System.Threading.Channels;
using Gateway.Redis;

namespace Gateway.Events;

/// <summary>
/// Where events wait until they are delivered. Who changes a record notes that before (<see cref="NoteAsync"/>), has the events appended by the very
/// script that makes the change, and says afterwards that it is decided. A process may be killed between any two of these steps.
/// </summary>
internal sealed class Outbox(OutboxStore store, EventSinks sinks)
{
    // A change is made at once, or never; or its maker has died, and another instance looks whether it was made.
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(15);

    // Beyond that what is decided is found when it is due.
    private const int MostKnown = 10_000;

    private readonly Channel<Intent> _decided = Channel.CreateBounded<Intent>(new BoundedChannelOptions(MostKnown) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Whether anybody is to be told.</summary>
    public bool IsOn => sinks.All.Count > 0;

    /// <summary>Notes that a change of <paramref name="record"/> is about to be made. What is returned is for its script.</summary>
    public async Task<Appendix> NoteAsync(string record, IReadOnlyList<CloudEvent> events)
    {
        await store.NoteAsync(Of(record, events), FirstLook); // where that fails the change may still be made, and this process will know
        return new Appendix(store.ListOf(record), [.. events.Select(one => one.Json)], OutboxStore.Life);
    }

    /// <summary>The change was made, or it is certain that it was not.</summary>
    public void Decided(string record, IEnumerable<CloudEvent> events) => Return(Of(record, events));

    /// <summary>What was taken could not be worked on yet.</summary>
    public void Return(IEnumerable<Intent> decided)
    {
        foreach (var intent in decided)
            _decided.Writer.TryWrite(intent);
    }

    /// <summary>The next that was decided here.</summary>
    public bool TryTake(out Intent decided) => _decided.Reader.TryRead(out decided);

    /// <summary>Ends when there is one.</summary>
    public Task NextAsync(CancellationToken cancellationToken) => _decided.Reader.WaitToReadAsync(cancellationToken).AsTask();

    private static IEnumerable<Intent> Of(string record, IEnumerable<CloudEvent> events) => events.Select(one => new Intent(one.Id, record));
}
