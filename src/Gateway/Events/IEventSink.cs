namespace Gateway.Events;

/// <summary>Somebody who is told of events. Those that are registered as services are told beside the webhook and the stream.</summary>
public interface IEventSink
{
    /// <summary>Its name in logs and metrics, and in the outbox: letters only, and always the same.</summary>
    string Name { get; }

    /// <summary>
    /// Passes an event on. What fails is tried again later, so it may be told of an event twice, under the same id; of one session's events in their order.
    /// </summary>
    Task<DeliveryOutcome> DeliverAsync(CloudEvent told, CancellationToken cancellationToken);
}
