namespace Gateway.Events;

/// <summary>An event in the outbox: before its JSON stand the names of the sinks that have it already.</summary>
internal sealed record PendingEvent(string Stored, IReadOnlyList<string> ReachedSinks, CloudEvent Event)
{
    /// <summary>The event that <paramref name="stored"/> is; null where it is none.</summary>
    public static PendingEvent? Parse(string stored) =>
        stored.IndexOf('{', StringComparison.Ordinal) is var start and >= 0 && CloudEvent.Read(stored[start..]) is { } read
            ? new PendingEvent(stored, stored[..start].Split(',', StringSplitOptions.RemoveEmptyEntries), read)
            : null;

    /// <summary>The same once <paramref name="sinks"/> have it too.</summary>
    public PendingEvent Reaching(IReadOnlyList<string> sinks)
    {
        IReadOnlyList<string> all = [.. ReachedSinks, .. sinks];
        return new(string.Join(',', all) + Event.Json, all, Event);
    }
}
