using System.Text.RegularExpressions;

namespace Gateway.Tests.Operations;

/// <summary>The rules and the dashboard in ops/, at real gateways in real trouble.</summary>
public sealed partial class OpsFilesTests(TroubledGateways gateways) : IClassFixture<TroubledGateways>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, EveryAlert]
    public async Task An_alert_fires_where_its_trouble_is(string alert)
    {
        await SeenByPrometheusAsync();

        var troubled = gateways.Troubles.Where(trouble => trouble.Alerts.Contains(alert)).Select(trouble => (trouble.Job, alert)).ToList();
        troubled.ShouldNotBeEmpty("no trouble causes it");
        troubled.ShouldBeSubsetOf(gateways.Fired);
    }

    [Fact]
    public async Task None_fires_where_its_trouble_is_not()
    {
        await SeenByPrometheusAsync();

        var known = gateways.Troubles.SelectMany(trouble => trouble.Alerts.Concat(trouble.Beside), (trouble, alert) => (trouble.Job, alert));
        gateways.Fired.Except(known).ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_panel_of_the_dashboard_shows_something()
    {
        await SeenByPrometheusAsync();

        OpsFiles.Panels.Count.ShouldBeGreaterThan(15);
        foreach (var (panel, expression) in OpsFiles.Panels)
        {
            var asked = Variable().Replace(expression, match => match.Groups["name"].Value is "__rate_interval" or "__range" ? "1m" : ".*");
            var shown = await gateways.Prometheus!.QueryAsync(asked, Cancellation);
            shown.ShouldContain(series => series.GetProperty("value")[1].GetString() != "NaN", $"{panel}: {asked}");
        }
    }

    [Fact]
    public async Task Every_metric_that_they_name_is_in_a_scrape()
    {
        await gateways.SeenAsync();

        var scraped = Series().Matches(gateways.Scraped).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        OpsFiles.Metrics.Count.ShouldBeGreaterThan(20);
        OpsFiles.Metrics.Where(metric => !scraped.Contains(metric)).ShouldBeEmpty();
    }

    private async Task SeenByPrometheusAsync()
    {
        Assert.SkipUnless(Prometheus.IsInstalled, "prometheus is not on PATH");
        await gateways.SeenAsync();
    }

    [GeneratedRegex(@"\$(?<name>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"^(?<name>\w+)[ {]", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Series();
}
