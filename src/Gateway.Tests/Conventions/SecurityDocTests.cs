using System.Text.RegularExpressions;
using Gateway.Tests.Support;

namespace Gateway.Tests.Conventions;

/// <summary>The threat table of docs/security.md names tests, and they are there.</summary>
public sealed partial class SecurityDocTests
{
    private static readonly string[] Rows =
        [.. File.ReadAllLines(Repository.PathOf("docs", "security.md")).SkipWhile(line => line is not "## Threats").TakeWhile(line => line is "## Threats" || !line.StartsWith("## ", StringComparison.Ordinal)).Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)];

    [Fact]
    public void Each_row_of_the_threat_table_names_tests_that_are_there()
    {
        Rows.Length.ShouldBeGreaterThan(20);
        foreach (var row in Rows)
        {
            var named = TestName().Matches(row).Select(match => match.Groups["name"].Value).ToList();
            named.ShouldNotBeEmpty(row);
            named.Where(name => !TestNames.All.Contains(name)).ShouldBeEmpty(row);
        }
    }

    [GeneratedRegex(@"`(?<name>[A-Z]\w+\.[A-Z]\w*_\w+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TestName();
}
