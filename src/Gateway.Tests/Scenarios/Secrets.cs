using System.Text.RegularExpressions;
using Gateway.Tests.Support;

namespace Gateway.Tests.Scenarios;

/// <summary>
/// After one walk through everything that can go wrong, none of its secrets is in a log line, a metric, a trace, an error's body or the store.
/// </summary>
[Collection<RunsAlone>]
public sealed partial class Secrets(ITestOutputHelper output)
{
    private static readonly string[] Foreign = ["Microsoft", "Microsoft.AspNetCore", "Microsoft.Extensions.Http", "System.Net.Http", "Yarp", "StackExchange"];
    private static readonly string[] Everything = ["Default", .. new[] { "Gateway", "Gateway.Observability.RequestLog", "Garnet" }.Concat(Foreign).Select(source => "Override:" + source)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_tells_them_by_default_whatever_the_gateway_itself_is_asked_to_log()
    {
        using var captured = new Captured();
        await using var marked = await MarkedWorld.StartAsync(
            settings =>
            {
                settings["Serilog:MinimumLevel:Override:Gateway"] = "Verbose";
                settings["Serilog:MinimumLevel:Override:Gateway.Observability.RequestLog"] = "Verbose";
                // Back to what LogSetup says of the others.
                foreach (var source in Foreign)
                    settings[$"Serilog:MinimumLevel:Override:{source}"] = "Warning";
                settings["Serilog:MinimumLevel:Default"] = "Verbose";
                settings["Serilog:MinimumLevel:Override:Garnet"] = "Error";
            }
        );
        await new SecretWalk(marked).GoAsync();
        var dump = await marked.DumpAsync();

        captured.Log.ShouldContain(line => line.Contains("Gateway.Observability.RequestLog", StringComparison.Ordinal));
        captured.Log.ShouldContain(line => line.Contains("could not refresh", StringComparison.Ordinal));
        captured.Metrics.ShouldNotBeEmpty();
        captured.Traces.ShouldNotBeEmpty();
        marked.Answers.Count.ShouldBeGreaterThan(10);
        dump.ShouldContain("access_token");
        Check(marked, "log", captured.Log);
        Check(marked, "metrics", captured.Metrics);
        // What .NET's HTTP client cannot read it quotes; that a token stands where a header should is not to be expected of an auth server.
        Check(marked, "traces", captured.Traces.Where(trace => !trace.Contains("Received an invalid", StringComparison.Ordinal)));
        Check(marked, "answers", marked.Answers);
        Check(marked, "store", [dump]);
    }

    /// <summary>docs/security.md names the sources that tell too much below Warning; here it is seen which do.</summary>
    [Fact]
    public async Task Of_all_sources_only_those_that_the_documentation_names_tell_more_when_asked_for_all()
    {
        using var captured = new Captured();
        await using var marked = await MarkedWorld.StartAsync(settings =>
        {
            foreach (var source in Everything)
                settings[$"Serilog:MinimumLevel:{source}"] = "Verbose";
        });
        await new SecretWalk(marked).GoAsync();

        var telling = captured.Log.Where(marked.Tells).Select(line => SourceContext().Match(line).Groups["name"].Value).Distinct().Order().ToList();
        output.WriteLine(string.Join('\n', telling));
        output.WriteLine(string.Join('\n', captured.Log.Where(marked.Tells).DistinctBy(line => SourceContext().Match(line).Value)));

        var documented = DocumentedSource().Matches(await File.ReadAllTextAsync(Repository.PathOf("docs", "security.md"), Cancellation)).Select(match => match.Groups["name"].Value).ToList();
        documented.ShouldNotBeEmpty();
        telling.ShouldNotBeEmpty();
        telling.Where(source => !documented.Exists(known => source == known || source.StartsWith(known + ".", StringComparison.Ordinal))).ShouldBeEmpty();
        telling.ShouldAllBe(source => !source.StartsWith("Gateway", StringComparison.Ordinal));
    }

    private static void Check(MarkedWorld marked, string where, IEnumerable<string> texts) => texts.Where(marked.Tells).ShouldBeEmpty(where);

    [GeneratedRegex("\"SourceContext\":\"(?<name>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SourceContext();

    // Rows of the table "Sources that must not be set below Warning".
    [GeneratedRegex(@"^\| `(?<name>[\w.]+)` \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex DocumentedSource();
}
