using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Tests.Support;
using YamlDotNet.Serialization;

namespace Gateway.Tests.Conventions.Ops;

/// <summary>The files of ops/kubernetes.</summary>
internal static class Manifests
{
    /// <summary>Every resource, each with its kind.</summary>
    public static IReadOnlyList<JsonNode> All { get; } = [.. Directory.EnumerateFiles(Folder, "*.yaml").Order(StringComparer.Ordinal).Select(Read)];

    public static string Folder => Repository.PathOf("ops", "kubernetes");

    public static JsonNode Of(string kind) => All.Single(resource => Text(resource, "kind") == kind);

    /// <summary>A file of YAML as JSON. A key that stands twice is a fault.</summary>
    public static JsonNode Read(string path)
    {
        var graph = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().WithDuplicateKeyChecking().Build().Deserialize(File.ReadAllText(path));
        return JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(graph!))!;
    }

    /// <summary>What lies at a place such as <c>spec.selector.matchLabels</c>.</summary>
    public static JsonNode At(JsonNode resource, string place) =>
        place.Split('.').Aggregate(resource, (node, name) => (int.TryParse(name, CultureInfo.InvariantCulture, out var index) ? node[index] : node[name]) ?? throw new KeyNotFoundException($"{place} is not there."));

    public static string Text(JsonNode resource, string place) => At(resource, place).ToString();
}
