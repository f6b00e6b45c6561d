namespace Gateway.Events;

/// <summary>What an instance may work on for a while, and how long the whole queue is.</summary>
internal sealed record Claim(IReadOnlyList<Intent> Taken, long QueueLength);
