using System.Text.RegularExpressions;

namespace Gateway.Tests.Support;

/// <summary>A fenced block of a page: what it is written in, and what the line before it says of it, where that is a comment.</summary>
public sealed partial record DocBlock(string Language, string Text, string? Comment)
{
    /// <summary>Those of a page, in their order.</summary>
    public static IReadOnlyList<DocBlock> Of(params string[] path) =>
        [
            .. Fence()
                .Matches(File.ReadAllText(Repository.PathOf(path)))
                .Select(block => new DocBlock(block.Groups["language"].Value, block.Groups["text"].Value, block.Groups["comment"].Success ? block.Groups["comment"].Value : null)),
        ];

    [GeneratedRegex("^(<!-- (?<comment>[^\n]*) -->\n)?```(?<language>\\w+)\n(?<text>.*?)^```$", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex Fence();
}
