using System.Text.RegularExpressions;

namespace Gateway.Tests.Support.Docker;

/// <summary>What <c>COPY . .</c> copies: the repository less what .dockerignore keeps out. The last line that fits a path decides.</summary>
public static class BuildContext
{
    public static void CopyTo(string target)
    {
        var rules = File.ReadAllLines(Repository.PathOf(".dockerignore")).Where(line => line.Length > 0 && line[0] is not '#').Select(Rule.Read).ToList();
        foreach (var file in Directory.EnumerateFiles(Repository.Root, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(Repository.Root, file);
            if (rules.LastOrDefault(rule => rule.Fits(path)) is { Keeps: false })
                continue;
            var copy = Path.Combine(target, path);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private sealed record Rule(Regex Pattern, bool Keeps)
    {
        public static Rule Read(string line)
        {
            var pattern = Regex.Escape(line.TrimStart('!')).Replace(@"\*\*/", "(.*/)?", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal);
            return new Rule(new Regex($"^{pattern}(/|$)", RegexOptions.None, TimeSpan.FromSeconds(1)), line[0] is '!');
        }

        public bool Fits(string path) => Pattern.IsMatch(path);
    }
}
