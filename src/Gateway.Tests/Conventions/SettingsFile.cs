using System.Text.Json;
using Gateway.Tests.Support;

namespace Gateway.Tests.Conventions;

/// <summary>The top appsettings.json, with its comments.</summary>
internal static class SettingsFile
{
    public static readonly string Path = Repository.PathOf("appsettings.json");

    /// <summary>Every value in it, an empty object or list included.</summary>
    public static IReadOnlyList<Setting> Read()
    {
        var bytes = File.ReadAllBytes(Path);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Allow, AllowTrailingCommas = true });
        var (names, found, comments) = (new Stack<string>(), new List<Setting>(), new HashSet<int>());
        while (reader.Read())
        {
            var line = bytes.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n');
            switch (reader.TokenType)
            {
                case JsonTokenType.Comment:
                    comments.Add(line);
                    break;
                case JsonTokenType.PropertyName:
                    names.Push(reader.GetString()!);
                    found.RemoveAll(setting => setting.Key == Join(names.Skip(1))); // a parent with children is no value
                    found.Add(new Setting(Join(names), "{}", line, IsCommented: false));
                    break;
                case JsonTokenType.EndObject:
                    names.TryPop(out _);
                    break;
                case JsonTokenType.StartArray:
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    Close(bytes.AsSpan(start..(int)reader.BytesConsumed));
                    break;
                case not JsonTokenType.StartObject:
                    Close(bytes.AsSpan((int)reader.TokenStartIndex..(int)reader.BytesConsumed));
                    break;
            }
        }
        var lines = found.Select(setting => setting.Line).ToHashSet();
        return [.. found.Select(setting => setting with { IsCommented = comments.Contains(setting.Line) || IsAbove(setting.Line) })];

        bool IsAbove(int line) => comments.Contains(line - 1) && !lines.Contains(line - 1);

        void Close(ReadOnlySpan<byte> json)
        {
            found[^1] = found[^1] with { Json = JsonSerializer.Serialize(JsonElement.Parse(json)) };
            names.Pop();
        }
    }

    private static string Join(IEnumerable<string> names) => string.Join(':', names.Reverse());

    /// <param name="Key">Its full key.</param>
    /// <param name="Json">Its value.</param>
    /// <param name="Line">Where it stands.</param>
    /// <param name="IsCommented">Whether a comment stands on its line or on the one above.</param>
    internal sealed record Setting(string Key, string Json, int Line, bool IsCommented);
}
