using BenchmarkDotNet.Running;
using Gateway.Benchmarks;
using Gateway.Benchmarks.Comparison;
using Gateway.Benchmarks.HotPath;
using Gateway.Benchmarks.Scenarios;
using Gateway.Benchmarks.Servers;

var mode = args.FirstOrDefault() is { } first && !first.StartsWith('-') ? first : "compare";
var rest = args.Skip(args.Length > 0 && args[0] == mode ? 1 : 0).ToArray();
try
{
    switch (mode)
    {
        case "compare":
            await ComparisonRun.RunAsync(BenchmarkOptions.Read(rest));
            return 0;
        case "storm":
            await Storm.RunAsync(BenchmarkOptions.Read(rest));
            return 0;
        case "in-use":
            await InUse.RunAsync(BenchmarkOptions.Read(rest));
            return 0;
        case "due":
            await Due.RunAsync(BenchmarkOptions.Read(rest));
            return 0;
        case "sizing":
            await Sizing.RunAsync(BenchmarkOptions.Read(rest));
            return 0;
        case "hot-path":
            BenchmarkSwitcher.FromAssembly(typeof(WarmRequest).Assembly).RunAll(new HotPathConfig(isQuick: rest.Contains("--quick")));
            return 0;
        case "child":
            await ChildServer.RunAsync(rest[0], rest[1..]);
            return 0;
        default:
            throw new BenchmarkException($"There is no '{mode}'. One of compare (the default), storm, in-use, due, sizing and hot-path is expected.");
    }
}
catch (BenchmarkException error)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 1;
}
