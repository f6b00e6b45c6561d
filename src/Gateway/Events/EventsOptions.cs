using Gateway.Configuration;

namespace Gateway.Events;

/// <summary>Whom to tell that sessions open and end, section <c>Gateway:Events</c>. Without a receiver there are no events.</summary>
public sealed class EventsOptions : ICheckedOptions
{
    /// <summary>A receiver by HTTP. Default: none.</summary>
    public WebhookOptions Webhook { get; set; } = new();

    /// <summary>
    /// Name of the Redis stream that events are added to; about the last 100,000 are kept. Default: none. Needs a Redis: the embedded store has no
    /// streams.
    /// </summary>
    public string? Stream { get; set; }

    /// <inheritdoc />
    public IEnumerable<Fault> Check(string section)
    {
        foreach (var fault in Webhook.Check($"{section}:Webhook"))
            yield return fault;
        if (Stream is not null && string.IsNullOrWhiteSpace(Stream))
            yield return new($"{section}:Stream", "is empty; the name of a stream is expected, or null");
    }
}
