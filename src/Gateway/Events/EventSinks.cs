namespace Gateway.Events;

/// <summary>All who are told of events. Where there is nobody there are no events.</summary>
internal sealed class EventSinks(IEnumerable<IEventSink> sinks)
{
    public IReadOnlyList<IEventSink> All { get; } = [.. sinks];
}
