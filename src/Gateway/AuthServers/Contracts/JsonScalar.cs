using System.Text.Json;

namespace Gateway.AuthServers.Contracts;

/// <summary>Reads texts and numbers as text; servers write ids and lifetimes as either.</summary>
internal static class JsonScalar
{
    public static string? Read(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.String => element.GetString(),
            JsonValueKind.Number => element.GetRawText(),
            _ => null,
        };
}
