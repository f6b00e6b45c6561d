using System.Text.Json.Serialization;

namespace Gateway.Events;

/// <summary>Names in snake_case, absent values as null, on one line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CloudEventEnvelope))]
internal sealed partial class EventsJson : JsonSerializerContext;
