using System.Text.Json.Nodes;
using Gateway.Configuration;

namespace Gateway.Commands;

/// <summary><c>gateway check</c>: everything that is wrong with the configuration, as a start would find it.</summary>
internal static class CheckCommand
{
    public static async Task<Report> RunAsync(WebApplication app)
    {
        await using (app)
        {
            var faults = await app.Services.CheckConfigurationAsync();
            var text = faults.Count is 0 ? "The configuration is good." : string.Join('\n', [$"The configuration has {faults.Count} fault(s):", .. faults.Select(fault => $"  {fault}")]);
            var data = new JsonObject { ["faults"] = new JsonArray([.. faults.Select(fault => new JsonObject { ["key"] = fault.Key, ["message"] = fault.Message })]) };
            return new Report(faults.Count is 0 ? 0 : 1, text, data);
        }
    }
}
