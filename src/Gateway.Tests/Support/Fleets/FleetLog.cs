using System.Text.Json;

namespace Gateway.Tests.Support.Fleets;

/// <summary>What of a gateway's log is worth reading when a story has failed.</summary>
internal static class FleetLog
{
    private const int Most = 60;

    /// <summary>Its last lines as time, level and message, without requests that went well; of many that went wrong the same way at once, one.</summary>
    public static IEnumerable<string> Brief(string log) =>
        log.Split('\n')
            .Where(line => !line.Contains(" answered 200 in ", StringComparison.Ordinal))
            .Select(Line)
            .DistinctBy(line => line.Split(" in ")[0].Split('.')[0] + line.Split(" in ")[0].Split(' ', 2)[^1])
            .TakeLast(Most);

    private static string Line(string line)
    {
        try
        {
            var json = JsonDocument.Parse(line).RootElement;
            var exception = json.TryGetProperty("Exception", out var text) ? "\n" + text.GetString() : "";
            return $"{json.GetProperty("Timestamp").GetDateTimeOffset():HH:mm:ss.fff} {json.GetProperty("Level").GetString()} {json.GetProperty("RenderedMessage").GetString()}{exception}";
        }
        catch (JsonException)
        {
            return line; // what the runtime itself has to say
        }
    }
}
