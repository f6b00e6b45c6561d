using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Commands;

/// <summary>What a command tells: for people, and for programs.</summary>
internal sealed record Report(int ExitCode, string Text, JsonObject? Data = null)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string ToJson() => (Data ?? new JsonObject { ["text"] = Text }).ToJsonString(Indented);
}
