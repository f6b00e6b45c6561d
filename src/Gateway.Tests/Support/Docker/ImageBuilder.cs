using System.Text.Json;
using System.Text.RegularExpressions;

namespace Gateway.Tests.Support.Docker;

/// <summary>
/// Follows the Dockerfile without an engine: each stage gets a folder for a root, COPY copies, RUN runs with the paths led there.
/// What the base images bring is what this machine has; their users are not followed.
/// </summary>
public sealed partial class ImageBuilder : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly Dictionary<string, Stage> _stages = Read(File.ReadAllText(Repository.PathOf("Dockerfile"))).ToDictionary(stage => stage.Name);
    private readonly HashSet<string> _built = [];

    /// <summary>Builds a stage and those that it needs.</summary>
    public async Task BuildAsync(string name)
    {
        if (!_stages.TryGetValue(name, out var stage) || !_built.Add(name))
            return;
        await BuildAsync(stage.From);
        Directory.CreateDirectory(RootOf(name));
        foreach (var (keyword, text) in stage.Instructions)
            if (keyword is "COPY")
                await CopyAsync(name, text.Split(' '));
            else if (keyword is "RUN")
                await RunAsync(name, text);
    }

    /// <summary>Runs one more command where a stage was built, and gives the folder that stands for the stage's working directory.</summary>
    public async Task<string> RunInAsync(string name, string command)
    {
        await BuildAsync(name);
        await RunAsync(name, command);
        return WorkingDirectoryOf(name);
    }

    /// <summary>Starts what the image would, with the environment of its container.</summary>
    public Container Start(string name, IEnumerable<KeyValuePair<string, string?>> environment)
    {
        string[] command = JsonSerializer.Deserialize<string[]>(_stages[name].TextOf("ENTRYPOINT"))!;
        var own = _stages[name].Instructions.Where(instruction => instruction.Keyword is "ENV").Select(instruction => instruction.Text.Split('=', 2));
        var all = own.Select(pair => KeyValuePair.Create<string, string?>(pair[0], Lead(name, pair[1]))).Concat(environment).ToDictionary();
        return Container.Start(command[0], command[1..].Select(argument => Lead(name, argument)), WorkingDirectoryOf(name), all);
    }

    /// <summary>The command of a stage's HEALTHCHECK.</summary>
    public string[] HealthcheckOf(string name) => JsonSerializer.Deserialize<string[]>(_stages[name].TextOf("HEALTHCHECK")["CMD ".Length..])!;

    public void Dispose() => _folder.Dispose();

    // A stage that goes on from another of ours shares its folder: nothing is built twice, and neither is started.
    private string RootOf(string name) => _stages.TryGetValue(_stages[name].From, out var parent) ? RootOf(parent.Name) : Path.Combine(_folder.Path, name);

    private string WorkingDirectoryOf(string name)
    {
        var written = _stages[name].Instructions.LastOrDefault(instruction => instruction.Keyword is "WORKDIR").Text;
        if (written is null && _stages.ContainsKey(_stages[name].From))
            return WorkingDirectoryOf(_stages[name].From);
        return Directory.CreateDirectory(RootOf(name) + (written ?? "/")).FullName;
    }

    private async Task CopyAsync(string name, string[] words)
    {
        if (words is [".", "."])
            BuildContext.CopyTo(WorkingDirectoryOf(name));
        else if (words is [var option, var source, var target] && option.StartsWith("--from=", StringComparison.Ordinal))
        {
            var other = option["--from=".Length..];
            await BuildAsync(other);
            Directory.Move(RootOf(other) + source, RootOf(name) + target);
        }
        else
            File.Copy(Repository.PathOf(words[0]), Path.Combine(Directory.CreateDirectory(RootOf(name) + words[1]).FullName, words[0]));
    }

    private async Task RunAsync(string name, string command)
    {
        var environment = new Dictionary<string, string?>
        {
            ["APP_UID"] = Environment.UserName, // nobody may give files to another but root
            ["MSBUILDDISABLENODEREUSE"] = "1", // a process that stays behind would hold our pipes
            ["UseSharedCompilation"] = "false",
            ["MSBuildSDKsPath"] = null, // this run's own, set by "dotnet test"
            ["MSBUILD_EXE_PATH"] = null,
        };
        await using var run = Container.Start("bash", ["-c", Lead(name, command)], WorkingDirectoryOf(name), environment);
        (await run.ExitAsync()).ShouldBe(0, $"{command}\n{run.Log}");
    }

    private string Lead(string name, string text) => AbsolutePath().Replace(text, RootOf(name) + "/");

    private static IEnumerable<Stage> Read(string text)
    {
        Stage? stage = null;
        foreach (var line in Continuation().Replace(text, " ").Split('\n').Where(line => line.Length > 0 && line[0] is not '#'))
        {
            var (keyword, rest) = line.Split(' ', 2) is [var word, var more] ? (word, Option().Replace(more, "")) : (line, "");
            if (keyword is not "FROM")
                stage!.Instructions.Add((keyword, keyword is "COPY" ? line.Split(' ', 2)[1] : rest));
            else
            {
                if (stage is not null)
                    yield return stage;
                stage = rest.Split(' ') is [var from, "AS", var name] ? new Stage(name, from) : throw new FormatException($"'{line}' names no stage.");
            }
        }
        if (stage is not null)
            yield return stage;
    }

    [GeneratedRegex(@"\\\n\s*", RegexOptions.None, 1000)]
    private static partial Regex Continuation();

    [GeneratedRegex(@"^(--(mount|interval|timeout|start-period)=\S+ )+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Option();

    [GeneratedRegex(@"(?<=^|\s)/(?=\w)", RegexOptions.None, 1000)]
    private static partial Regex AbsolutePath();
}
