using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Configuration;

namespace Gateway.Commands;

/// <summary>What a command tells: for people, and for programs.</summary>
internal sealed record Report(int ExitCode, string Text, JsonObject? Data = null)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What is wrong with a configuration.</summary>
    public static Report Of(IReadOnlyList<Fault> faults)
    {
        var text = faults.Count is 0 ? "The configuration is good." : string.Join('\n', [$"The configuration has {faults.Count} fault(s):", .. faults.Select(fault => $"  {fault}")]);
        var data = new JsonObject { ["faults"] = new JsonArray([.. faults.Select(fault => new JsonObject { ["key"] = fault.Key, ["message"] = fault.Message })]) };
        return new Report(faults.Count is 0 ? 0 : 1, text, data);
    }

    public string ToJson() => (Data ?? new JsonObject { ["text"] = Text }).ToJsonString(Indented);
}
