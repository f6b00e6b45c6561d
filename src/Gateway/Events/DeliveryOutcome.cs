namespace Gateway.Events;

/// <summary>What came of telling somebody of an event. A closed set.</summary>
public abstract record DeliveryOutcome
{
    private DeliveryOutcome() { }

    /// <summary>It is theirs now.</summary>
    public sealed record Delivered : DeliveryOutcome;

    /// <summary>They did not take it, or nobody knows. The reason is logged.</summary>
    public sealed record Failed(string Reason) : DeliveryOutcome;
}
