using System.Globalization;
using Gateway.Benchmarks.Load;
using Gateway.Benchmarks.Servers;

namespace Gateway.Benchmarks.Comparison;

/// <summary>The targets of one start, each a process of its own. Ends all of them.</summary>
internal sealed class Lineup : IAsyncDisposable
{
    private static readonly (string Name, string[] Settings)[] Variants =
    [
        ("gateway, cache off", ["--Gateway:Sessions:CacheMaxAge=00:00:00"]),
        ("gateway, metrics", ["--Gateway:Admin:Url=http://127.0.0.1:0", "--Gateway:Admin:Key=a-key-for-benchmarks-of-32-characters"]),
    ];

    private readonly Testbed _testbed;
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-benchmarks-cookies-").FullName;
    private readonly List<Target> _targets = [];

    private Lineup(Testbed testbed) => _testbed = testbed;

    /// <summary>Plain YARP first.</summary>
    public IReadOnlyList<Target> Targets => _targets;

    public static async Task<Lineup> StartAsync(BenchmarkOptions options)
    {
        var lineup = new Lineup(await Testbed.StartAsync());
        try
        {
            await lineup.FillAsync(options);
            return lineup;
        }
        catch
        {
            await lineup.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        await _testbed.DisposeAsync();
    }

    private async Task FillAsync(BenchmarkOptions options)
    {
        var sessions = BenchmarkOptions.Numbers(options.Sessions);
        var warm = await TargetAsync("gateway, warm", await _testbed.StartGatewayAsync(), sessions);
        // With cookies of the same size, which nobody reads.
        _targets.Add(warm with { Name = "plain YARP", Server = await _testbed.StartPlainYarpAsync() });
        if (IsAsked("plain YARP again"))
            _targets.Add(warm with { Name = "plain YARP again", Server = await _testbed.StartPlainYarpAsync() });
        if (IsAsked(warm.Name))
            _targets.Add(warm);
        foreach (var (name, settings) in Variants)
            if (IsAsked(name))
                _targets.Add(await TargetAsync(name, await _testbed.StartGatewayAsync(settings), sessions));
        if (IsAsked("gateway, traces"))
            _targets.Add(await TargetAsync("gateway, traces", await _testbed.StartTracedGatewayAsync(), sessions));

        bool IsAsked(string name) => options.Targets.Split(',').Any(name.Contains);
    }

    private async Task<Target> TargetAsync(string name, Child gateway, IReadOnlyList<int> sessions)
    {
        var files = new Dictionary<int, string>();
        foreach (var count in sessions)
        {
            files[count] = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{name}-{count}"));
            await File.WriteAllLinesAsync(files[count], await SignIns.RunAsync(gateway.Address, count));
        }
        return new Target(name, gateway, files);
    }
}
