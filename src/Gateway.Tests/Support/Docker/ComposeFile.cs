using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Gateway.Tests.Support.Docker;

/// <summary>
/// docker-compose.yml, as much of YAML as that file uses: mappings by indentation, lists of scalars, comments, <c>${NAME:-default}</c>.
/// Read into the shape of a configuration: <c>services:redis:image</c>.
/// </summary>
public static partial class ComposeFile
{
    public static IConfiguration Read(string path, IReadOnlyDictionary<string, string> variables)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        var parents = new Stack<(int Indent, string Key)>();
        var items = 0;
        foreach (var line in File.ReadLines(path).Select(WithoutComment).Where(line => line.Length > 0))
        {
            var indent = line.Length - line.TrimStart().Length;
            var isItem = line.AsSpan(indent).StartsWith("- ");
            while (parents.TryPeek(out var parent) && parent.Indent >= indent)
                parents.Pop();
            var (key, value) = isItem ? ($"{items++}", line[(indent + 2)..]) : Pair(line.Trim());
            var full = parents.TryPeek(out var above) ? $"{above.Key}:{key}" : key;
            if (!isItem)
            {
                parents.Push((indent, full));
                items = 0;
            }
            foreach (var (name, text) in Values(full, Interpolate(value.Trim(), variables)))
                values.Add(name, text); // a key that stands twice is a fault of the file
        }
        return new ConfigurationBuilder().AddInMemoryCollection(values).Build();
    }

    private static string WithoutComment(string line) => Comment().Replace(line, "").TrimEnd();

    private static (string Key, string Value) Pair(string line) =>
        line.Split(':', 2) is [var key, var value] ? (key, value) : throw new FormatException($"'{line}' is no pair.");

    private static string Interpolate(string value, IReadOnlyDictionary<string, string> variables) =>
        Variable().Replace(value, match => variables.GetValueOrDefault(match.Groups["name"].Value, match.Groups["default"].Value));

    private static IEnumerable<(string Name, string? Text)> Values(string key, string value) =>
        value.StartsWith('[') ? Scalar().Matches(value).Select((item, i) => ($"{key}:{i}", (string?)item.Value.Trim('"')))
        : value.Length > 0 ? [(key, value.Trim('"'))]
        : [];

    [GeneratedRegex("""(^|\s)#.*$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Comment();

    [GeneratedRegex("""\$\{(?<name>\w+):-(?<default>[^}]*)\}""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();

    [GeneratedRegex("\"[^\"]*\"", RegexOptions.None, 1000)]
    private static partial Regex Scalar();
}
