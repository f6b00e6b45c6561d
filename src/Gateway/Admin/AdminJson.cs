using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Sessions;

namespace Gateway.Admin;

/// <summary>Names in snake_case, absent values as null.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<SessionRow>))]
[JsonSerializable(typeof(SessionCounts))]
[JsonSerializable(typeof(StatusReport))]
internal sealed partial class AdminJson : JsonSerializerContext;
