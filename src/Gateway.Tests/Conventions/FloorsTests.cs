using System.Text.RegularExpressions;

namespace Gateway.Tests.Conventions;

/// <summary>The house stands: folder = namespace, and a folder uses lower floors only, never its own.</summary>
public sealed class FloorsTests
{
    // Lowest first. The empty name is the root namespace. Some rooms are planned and still empty.
    private static readonly string[][] Floors =
    [
        ["Configuration"],
        ["Tokens", "Devices", "Redis", "Observability", "Answers", "Drain"],
        ["Sessions", "AuthServers", "Protection", "Events"],
        ["Lifecycle"],
        ["Refresh", "Account", "SignIn", "Admin"],
        ["Proxy"],
        ["Commands"],
        [""],
    ];

    private static readonly Regex Mention = new(
        $@"\bGateway\.(?<folder>{string.Join('|', Floors.SelectMany(floor => floor).Where(folder => folder.Length > 0))})\b",
        RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1)
    );

    [Fact]
    public void Every_folder_stands_on_one_floor()
    {
        var planned = Floors.SelectMany(floor => floor).ToList();

        planned.ShouldBeUnique();
        Source.Files.Concat(Source.Scripts).Select(file => Source.FolderOf(file.Path)).Distinct().ShouldBeSubsetOf(planned);
        Source.Types.Select(Source.FolderOf).OfType<string>().Distinct().ShouldBeSubsetOf(planned);
    }

    [Fact]
    public void The_namespace_is_the_folder() =>
        Source
            .Files.Where(file => file.Path is not "Program.cs") // top-level statements
            .Where(file => !$"\n{file.Text}".Contains($"\nnamespace {NamespaceOf(file.Path)};\n"))
            .Select(file => $"{file.Path} is not in {NamespaceOf(file.Path)}")
            .ShouldBeEmpty();

    [Fact]
    public void The_compiled_code_of_a_folder_uses_lower_floors_only() =>
        Violations(
                from type in Source.Types
                from used in CompiledUses.TypesOf(type)
                select (Source.FolderOf(type), Source.FolderOf(used), $"{type.FullName} uses {used.Name}")
            )
            .ShouldBeEmpty();

    // A constant leaves no trace in compiled code, but its namespace stands in the source.
    [Fact]
    public void The_source_of_a_folder_names_lower_floors_only() =>
        Violations(
                from file in Source.Files
                from Match mention in Mention.Matches(file.Text)
                select ((string?)Source.FolderOf(file.Path), (string?)mention.Groups["folder"].Value, $"{file.Path} mentions {mention.Value}")
            )
            .ShouldBeEmpty();

    private static IEnumerable<string> Violations(IEnumerable<(string? From, string? To, string What)> uses) =>
        uses.Where(use => use.From is not null && use.To is not null && use.From != use.To && FloorOf(use.To) >= FloorOf(use.From)).Select(use => use.What).Distinct();

    private static int FloorOf(string folder) => Array.FindIndex(Floors, floor => floor.Contains(folder)) is var floor and >= 0 ? floor : int.MaxValue;

    private static string NamespaceOf(string path) => string.Join('.', path.Split('/')[..^1].Prepend("Gateway"));
}
