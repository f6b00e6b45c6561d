using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Gateway.Benchmarks.HotPath;

/// <summary>In this process, which has the gateway's runtime settings; BenchmarkDotNet's own would be built anew, with others.</summary>
internal sealed class HotPathConfig : ManualConfig
{
    public HotPathConfig(bool isQuick)
    {
        AddJob((isQuick ? Job.ShortRun : Job.Default).WithToolchain(InProcessEmitToolchain.Instance));
        AddDiagnoser(MemoryDiagnoser.Default);
        AddColumnProvider(DefaultColumnProviders.Instance);
        AddLogger(ConsoleLogger.Default);
        AddExporter(MarkdownExporter.GitHub);
        WithArtifactsPath(Path.Combine("artifacts", "benchmarks"));
        WithOptions(ConfigOptions.JoinSummary);
    }
}
