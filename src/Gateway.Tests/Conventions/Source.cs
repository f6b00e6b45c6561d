using System.Reflection;
using Gateway.Tests.Support;

namespace Gateway.Tests.Conventions;

/// <summary>The gateway's own source and what it compiles to.</summary>
internal static class Source
{
    private static readonly string Root = Repository.PathOf("src", "Gateway");

    /// <summary>Every C# file: its path below src/Gateway with forward slashes, and its text.</summary>
    public static IReadOnlyList<(string Path, string Text)> Files { get; } = [.. Read("*.cs")];

    /// <summary>Every Lua script.</summary>
    public static IReadOnlyList<(string Path, string Text)> Scripts { get; } = [.. Read("*.lua")];

    /// <summary>Every type, the nested and the generated ones included.</summary>
    public static IReadOnlyList<Type> Types { get; } = Assembly.GetAssembly(typeof(GatewayApplication))!.GetTypes();

    /// <summary>The folder directly below src/Gateway that <paramref name="path"/> lies in; empty for the root.</summary>
    public static string FolderOf(string path) => path.Contains('/') ? path[..path.IndexOf('/')] : "";

    /// <summary>The folder that <paramref name="type"/> belongs to; null for what is not ours.</summary>
    public static string? FolderOf(Type type) =>
        type.Assembly != typeof(GatewayApplication).Assembly ? null
        : type.Namespace is "Gateway" || type == typeof(GatewayApplication).Assembly.EntryPoint!.DeclaringType ? ""
        : type.Namespace?.StartsWith("Gateway.", StringComparison.Ordinal) is true ? type.Namespace.Split('.')[1]
        : null;

    private static IEnumerable<(string, string)> Read(string pattern) =>
        Directory
            .EnumerateFiles(Root, pattern, SearchOption.AllDirectories)
            .Select(file => (Path: Path.GetRelativePath(Root, file).Replace('\\', '/'), file))
            .Where(found => FolderOf(found.Path) is not ("bin" or "obj"))
            .OrderBy(found => found.Path, StringComparer.Ordinal)
            .Select(found => (found.Path, File.ReadAllText(found.file)));
}
