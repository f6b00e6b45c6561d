using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Account;

/// <summary>Names in snake_case, absent values as null.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SessionView))]
[JsonSerializable(typeof(SignOutView))]
[JsonSerializable(typeof(IReadOnlyList<DeviceView>))]
internal sealed partial class AccountJson : JsonSerializerContext;
