using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Gateway.Tests.Operations;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Conventions;

/// <summary>What operators are told of: every metric is documented, every alert has its page.</summary>
public sealed partial class ObservabilityDocTests
{
    private static readonly string[] Sections = ["## What it means", "## What users notice", "## First look", "## What to do", "## How to know that it is over"];

    private static readonly string Pages = Repository.PathOf("docs", "runbook");

    // Fails when a metric is added, renamed or taken away without its line.
    [Fact]
    public async Task The_table_of_metrics_has_each_of_ours_and_no_other()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        var meters = world.Service<IMeterFactory>();
        var published = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Meter.Name.StartsWith("Gateway.", StringComparison.Ordinal))
                published.Add($"{instrument.Name} {Unit(instrument.Unit)}");
        };
        listener.Start();

        var rows = (await File.ReadAllLinesAsync(Repository.PathOf("docs", "observability.md"), TestContext.Current.CancellationToken)).Select(line => Row().Match(line)).Where(row => row.Success);
        var documented = rows.Select(row => $"{row.Groups["name"].Value} {row.Groups["unit"].Value.Trim()}".TrimEnd());

        published.Count.ShouldBeGreaterThan(15);
        documented.ShouldBe(published.Select(line => line.TrimEnd()), ignoreOrder: true);
    }

    [Fact]
    public void Each_alert_has_its_page_and_each_page_its_alert()
    {
        var pages = Directory.EnumerateFiles(Pages, "*.md").Select(Path.GetFileNameWithoutExtension).Where(page => page is not "README").OfType<string>().ToList();
        var index = File.ReadAllText(Path.Combine(Pages, "README.md"));

        OpsFiles.Alerts.Count.ShouldBeGreaterThan(10);
        pages.ShouldBe(OpsFiles.Alerts, ignoreOrder: true);
        RunbookUrl().Matches(OpsFiles.Rules).Select(match => match.Groups["path"].Value).ShouldBe(OpsFiles.Alerts.Select(alert => $"docs/runbook/{alert}.md"));
        pages.Where(page => !index.Contains($"[{page}]({page}.md)", StringComparison.Ordinal)).ShouldBeEmpty();
        foreach (var page in pages)
            File.ReadAllLines(Path.Combine(Pages, page + ".md")).Where(line => line.StartsWith("## ", StringComparison.Ordinal)).ShouldBe(Sections, page);
    }

    // {session} says what is counted; Prometheus and people read "sessions".
    private static string Unit(string? unit) => unit?.Trim('{', '}') ?? "";

    [GeneratedRegex(@"^\| `(?<name>(gateway|db)\.[\w.]+)` \| (?<unit>[^|]*)\|", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();

    [GeneratedRegex(@"runbook_url: (?<path>\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RunbookUrl();
}
