using System.Text.RegularExpressions;
using Gateway.Tests.Support;

namespace Gateway.Tests.Conventions;

/// <summary>What a page tells people to run, or to copy as a program, is run by a test that is named before it; or the page's source says why not.</summary>
public sealed partial class DocCommandsTests
{
    private static readonly string[] Folders = ["docs", "examples", "ops", "samples"];
    private static readonly string[] Programs = ["bash", "sh", "console", "python", "csharp"];

    public static TheoryData<string> Pages =>
        [
            .. Folders
                .Select(folder => Repository.PathOf(folder))
                .Where(Directory.Exists)
                .SelectMany(folder => Directory.GetFiles(folder, "*.md", SearchOption.AllDirectories))
                .Append(Repository.PathOf("README.md"))
                .Select(page => Path.GetRelativePath(Repository.Root, page))
                .Where(page => DocBlock.Of(page).Any(IsProgram)),
        ];

    [Theory, MemberData(nameof(Pages))]
    public void Each_is_run_by_a_test_or_says_why_not(string page)
    {
        foreach (var block in DocBlock.Of(page).Where(IsProgram))
        {
            var comment = block.Comment ?? "";
            if (comment.StartsWith("Not run by a test: ", StringComparison.Ordinal))
                continue;
            var run = RunBy().Match(comment);
            run.Success.ShouldBeTrue($"{page}:\n{block.Text}");
            TestNames.All.ShouldContain(run.Groups["test"].Value, page);
        }
    }

    private static bool IsProgram(DocBlock block) => Programs.Contains(block.Language, StringComparer.Ordinal);

    [GeneratedRegex(@"^Run by (?<test>\w+\.\w+)\.$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RunBy();
}
