using System.Text.Json.Serialization;

namespace Gateway.Events;

/// <summary>The attributes of an event as they are written (CloudEvents 1.0, JSON event format).</summary>
internal sealed record CloudEventEnvelope(string Id, string Type, string Subject, DateTimeOffset Time, EventData Data)
{
    [JsonPropertyName("specversion"), JsonPropertyOrder(-1)]
    public string SpecVersion { get; } = "1.0";

    [JsonPropertyOrder(-1)]
    public string Source { get; } = "/gateway";

    [JsonPropertyName("datacontenttype"), JsonPropertyOrder(-1)]
    public string DataContentType { get; } = "application/json";
}
