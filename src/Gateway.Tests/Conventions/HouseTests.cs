using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Conventions;

/// <summary>The habits of the house that a machine can hold people to.</summary>
public sealed partial class HouseTests
{
    private const int LongestFile = 200;
    private const int LongestMedian = 60;

    /// <summary>Files that are longer than that, each with the reason.</summary>
    private static readonly Dictionary<string, string> LongFiles = [];

    /// <summary>Where each folder's log events begin.</summary>
    private static readonly Dictionary<string, int> Hundreds = new()
    {
        ["Configuration"] = 100,
        ["Redis"] = 200,
        ["Sessions"] = 300,
        ["AuthServers"] = 400,
        ["Lifecycle"] = 500,
        ["Refresh"] = 600,
        ["Account"] = 700,
        ["SignIn"] = 1000,
        ["Proxy"] = 800,
        ["Observability"] = 900,
        ["Protection"] = 1200,
        ["Admin"] = 1100,
        ["Events"] = 1300,
        ["Drain"] = 1400,
    };

    /// <summary>How a script appends to its record's outbox, which lies in the record's slot by its name (OutboxKeysTests).</summary>
    private const string Appending =
        "for event in string.gmatch(ARGV[1], '[^\\n]+') do redis.call('RPUSH', KEYS[2], event) redis.call('PEXPIRE', KEYS[2], ARGV[2]) end\n";

    private static readonly string[] Appenders = ["Sessions/end.lua", "Sessions/open.lua", "Sessions/refuse.lua", "Sessions/revoke.lua"];

    /// <summary>Types that may wait without a TimeProvider, each with the reason.</summary>
    private static readonly Dictionary<string, string> RealWaits = new()
    {
        ["Gateway.Redis.RedisConnection"] = "asks real sentinels again, as the client library does by its own clock",
        ["Gateway.Sessions.SessionInvalidation"] = "asks a real connection again, whose own clock is the client library's",
    };

    [Fact]
    public void Files_are_short()
    {
        var lengths = Source.Files.ToDictionary(file => file.Path, file => file.Text.Count(character => character is '\n'));

        lengths.Where(file => file.Value > LongestFile && !LongFiles.ContainsKey(file.Key)).ShouldBeEmpty();
        LongFiles.Keys.Where(file => lengths.GetValueOrDefault(file) <= LongestFile).ShouldBeEmpty("no longer a long file");
        lengths.Values.Order().ElementAt(lengths.Count / 2).ShouldBeLessThanOrEqualTo(LongestMedian);
    }

    [Fact]
    public void A_file_holds_one_type() =>
        Source
            .Files.Where(file => file.Path is not "Program.cs")
            .Select(file => (file.Path, Types: TopLevelType().Matches(file.Text).Select(match => match.Groups["name"].Value).ToList()))
            .Where(file => file.Types is not [var only] || only != Path.GetFileNameWithoutExtension(file.Path))
            .Select(file => $"{file.Path} holds {string.Join(", ", file.Types.DefaultIfEmpty("nothing"))}")
            .ShouldBeEmpty();

    [Fact]
    public void Log_events_are_numbered_once_and_in_their_folders_hundred()
    {
        var events = (
            from type in Source.Types
            from method in type.GetMethods(BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            from message in method.GetCustomAttributes<LoggerMessageAttribute>()
            select (Name: $"{type.FullName}.{method.Name}", Folder: Source.FolderOf(type)!, Id: message.EventId)
        ).ToList();

        events.ShouldNotBeEmpty();
        events.Where(one => !Hundreds.TryGetValue(one.Folder, out var hundred) || one.Id / 100 * 100 != hundred).Select(one => $"{one.Name} is {one.Id}").ShouldBeEmpty();
        events.GroupBy(one => one.Id).Where(same => same.Count() > 1).Select(same => $"{same.Key}: {string.Join(", ", same.Select(one => one.Name))}").ShouldBeEmpty();
    }

    [Fact]
    public void Only_TimeProvider_tells_time()
    {
        var tellers = (
            from type in Source.Types
            from member in CompiledUses.MembersOf(type).OfType<MethodBase>()
            where TellsTime(member) || WaitsForReal(member)
            select (Type: type.FullName!.Split('+')[0], Call: $"{member.DeclaringType!.Name}.{member.Name}")
        ).ToList();

        tellers.Where(teller => !RealWaits.ContainsKey(teller.Type)).Distinct().ShouldBeEmpty();
        RealWaits.Keys.Except(tellers.Select(teller => teller.Type)).ShouldBeEmpty("no longer waits for real");
    }

    // Whoever asks for it directly passes by the clock that the host was given.
    [Fact]
    public void The_system_clock_is_only_registered() =>
        Source
            .Types.Where(type => CompiledUses.MembersOf(type).Any(member => member.DeclaringType == typeof(TimeProvider) && member.Name is "get_System"))
            .Where(type => type != typeof(GatewayApplication) && !type.Name.EndsWith("Setup", StringComparison.Ordinal))
            .ShouldBeEmpty();

    [Fact]
    public void Scripts_touch_their_one_key_only_and_append_to_its_outbox_at_most()
    {
        Source.Scripts.Where(script => script.Text.Contains(Appending, StringComparison.Ordinal)).Select(script => script.Path).ShouldBe(Appenders, ignoreOrder: true);
        foreach (var (path, text) in Source.Scripts)
        {
            var code = Comment().Replace(text, "").Replace(Appending, "", StringComparison.Ordinal);
            text.Contains("   KEYS[2] its outbox   ARGV[1] events   ARGV[2] their life, ms", StringComparison.Ordinal).ShouldBe(Appenders.Contains(path), path);
            KeyAccess().Matches(code).Select(match => match.Value).Distinct().ShouldBe(["KEYS[1]"], path);
            var calls = Command().Matches(code);
            calls.Count.ShouldBe(code.Split("redis.").Length - 1, $"{path} calls Redis in another way");
            calls.Where(call => !IsOfOwnKey(call.Groups["name"].Value, call.Groups["first"].Value)).Select(call => call.Value).ShouldBeEmpty(path);
        }
    }

    // What a replica does not know yet would look like what has ended (Scenarios/Stores/StaleReplica). A script says so for all that run it.
    [Fact]
    public void All_that_is_read_is_read_at_the_primary()
    {
        var reads = Source.Files.SelectMany(file => Read().Matches(file.Text).Select(read => (file.Path, Call: read.Value))).ToList();

        reads.Count.ShouldBeGreaterThan(10);
        reads.Where(read => !read.Call.Contains("RedisConnection.AtPrimary", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    // A channel is no key: it lies in no slot. TIME takes nothing.
    private static bool IsOfOwnKey(string command, string first) => command is "PUBLISH" or "TIME" || first is "KEYS[1]";

    private static bool TellsTime(MethodBase method) =>
        method.DeclaringType == typeof(Stopwatch)
        || (method.DeclaringType == typeof(Environment) && method.Name.StartsWith("get_TickCount", StringComparison.Ordinal))
        || ((method.DeclaringType == typeof(DateTime) || method.DeclaringType == typeof(DateTimeOffset)) && method.Name is "get_Now" or "get_UtcNow" or "get_Today");

    // Anything of the threading classes that takes a time but no TimeProvider.
    private static bool WaitsForReal(MethodBase method) =>
        method.DeclaringType?.Namespace is "System.Threading" or "System.Threading.Tasks" or "System.Timers"
        && (method is MethodInfo { IsGenericMethod: true } generic ? generic.GetGenericMethodDefinition() : method).GetParameters() is var parameters
        && parameters.Any(parameter => parameter.ParameterType == typeof(TimeSpan) || parameter.Name?.StartsWith("milliseconds", StringComparison.Ordinal) is true)
        && !parameters.Any(parameter => parameter.ParameterType == typeof(TimeProvider));

    [GeneratedRegex(@"^(?:(?:public|internal|file|static|sealed|abstract|partial|readonly|ref) )*(?:class|record struct|record class|record|struct|interface|enum|delegate \S+) (?<name>\w+)", RegexOptions.Multiline, 1000)]
    private static partial Regex TopLevelType();

    // With its arguments, calls within them included.
    [GeneratedRegex(@"\.(?:Hash(?:Get|GetAll|Exists)|String(?:Get|Length)|Key(?:Exists|TimeToLive|Type)|ListRange|SortedSet(?:Range|Score|Length)\w*|Stream(?:Read|Range)|ScriptEvaluate)Async(?<arguments>\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))", RegexOptions.None, 1000)]
    private static partial Regex Read();

    [GeneratedRegex("--.*", RegexOptions.None, 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"KEYS(?:\[[^\]]*\])?", RegexOptions.None, 1000)]
    private static partial Regex KeyAccess();

    [GeneratedRegex(@"redis\.p?call\('(?<name>[A-Z]+)'(?:, (?<first>[^,)]+))?", RegexOptions.None, 1000)]
    private static partial Regex Command();
}
