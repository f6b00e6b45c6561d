using System.Text.Json;

namespace Gateway.Events;

/// <summary>Something that has happened to a session, as CloudEvents 1.0 in its JSON format.</summary>
/// <param name="Id">Names the event; the same at every delivery.</param>
/// <param name="Type"><c>session.opened</c>, <c>session.ended</c> or <c>refresh.refused</c>.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Json">The whole event, to be passed on as it is.</param>
public sealed record CloudEvent(string Id, string Type, DateTimeOffset Time, string Json)
{
    internal static CloudEvent Of(string type, EventData data, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now).ToString();
        var envelope = new CloudEventEnvelope(Id: id, Type: type, Subject: data.Id, Time: now.ToUniversalTime(), Data: data);
        return new(id, type, now, JsonSerializer.Serialize(envelope, EventsJson.Default.CloudEventEnvelope));
    }

    /// <summary>The event that <paramref name="json"/> is; null where it is none.</summary>
    internal static CloudEvent? Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return new(root.GetProperty("id").GetString()!, root.GetProperty("type").GetString()!, root.GetProperty("time").GetDateTimeOffset(), json);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Says nothing of the person or the device.</summary>
    public override string ToString() => $"{Type} {Id}";
}
