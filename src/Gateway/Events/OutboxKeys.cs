using Gateway.Redis;

namespace Gateway.Events;

/// <summary>Names of the outbox's keys.</summary>
internal sealed class OutboxKeys(string prefix)
{
    /// <summary>What is to be looked at, and when: a sorted set of <see cref="Intent"/>s.</summary>
    public string Queue { get; } = prefix + "outbox";

    /// <summary>The events of a record that were not delivered yet, oldest first: a list in the record's own slot, so that one script can change both.</summary>
    public string Of(string record) => HashTag.Of(record) == record ? $"{Queue}:{{{record}}}" : $"{Queue}:{record}";
}
