using System.Text.Json;
using System.Xml.Linq;
using Gateway.Tests.Support;

namespace Gateway.Tests.Conventions;

/// <summary>What the runtime is told by the file beside the gateway's program.</summary>
public sealed class RuntimeSettingsTests
{
    // Fails when the setting is lost: the budget is then the runtime's own, by the processor's cache.
    [Fact]
    public void The_collector_of_the_server_runs_with_a_budget_of_16_MB()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Gateway.runtimeconfig.json")));

        var told = file.RootElement.GetProperty("runtimeOptions").GetProperty("configProperties");

        told.GetProperty("System.GC.Server").GetBoolean().ShouldBeTrue();
        told.GetProperty("System.GC.Gen0MaxBudget").GetInt32().ShouldBe(16 * 1024 * 1024);
    }

    // Fails when what is measured is a gateway that nobody runs.
    [Fact]
    public void The_benchmarks_run_under_what_the_gateway_runs_under() => Told("Gateway.Benchmarks").ShouldBe(Told("Gateway"));

    private static IEnumerable<string> Told(string project) =>
        XDocument
            .Load(Path.Combine(Repository.Root, "src", project, $"{project}.csproj"))
            .Descendants()
            .Where(element => element.Name.LocalName is "RuntimeHostConfigurationOption" or "ServerGarbageCollection")
            .Select(element => element.ToString())
            .Order(StringComparer.Ordinal);
}
