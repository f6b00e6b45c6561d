using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Tests.Support;

namespace Gateway.Tests.Operations;

/// <summary>What is in ops/: the rules of Prometheus and the dashboard of Grafana.</summary>
internal static partial class OpsFiles
{
    public static string Rules { get; } = File.ReadAllText(Repository.PathOf("ops", "prometheus", "gateway.rules.yml"));

    /// <summary>Names of all alerts.</summary>
    public static IReadOnlyList<string> Alerts { get; } = [.. Alert().Matches(Rules).Select(match => match.Groups["name"].Value)];

    /// <summary>The expressions of the dashboard's panels, by the panel's title.</summary>
    public static IReadOnlyList<(string Panel, string Expression)> Panels { get; } =
        [
            .. from panel in JsonDocument.Parse(File.ReadAllText(Repository.PathOf("ops", "grafana", "gateway.json"))).RootElement.GetProperty("panels").EnumerateArray()
            where panel.TryGetProperty("targets", out _)
            from target in panel.GetProperty("targets").EnumerateArray()
            select (panel.GetProperty("title").GetString()!, target.GetProperty("expr").GetString()!),
        ];

    /// <summary>Names of all metrics that are asked for, as Prometheus writes them.</summary>
    public static IReadOnlySet<string> Metrics { get; } =
        Metric().Matches(Labels().Replace(Rules + string.Join('\n', Panels.Select(panel => panel.Expression)), "")).Select(match => match.Value).ToHashSet(StringComparer.Ordinal);

    /// <summary>The same rules for somebody in a hurry: minutes and hours are seconds.</summary>
    public static string HastyRules { get; } = For().Replace(Span().Replace(Rules, "${before}5s"), "for: 3s");

    [GeneratedRegex(@"- alert: (?<name>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Alert();

    [GeneratedRegex(@"\{[^}]*\}|by \([^)]*\)", RegexOptions.None, 1000)]
    private static partial Regex Labels();

    [GeneratedRegex(@"\b(gateway|http|db|dotnet|kestrel)_\w+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Metric();

    [GeneratedRegex(@"(?<before>\[|offset )\d+[mh]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Span();

    [GeneratedRegex(@"for: \d+m", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex For();
}
