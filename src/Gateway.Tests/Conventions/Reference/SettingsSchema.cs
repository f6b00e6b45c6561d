using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Tests.Conventions.Reference;

/// <summary>The schema of a whole appsettings.json: our sections, YARP's, and the words that its routes have for us. All else is anybody's.</summary>
internal static class SettingsSchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(IEnumerable<(string Section, Type Type)> options) =>
        new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#", // what editors know
            ["title"] = "appsettings.json of the gateway",
            ["description"] = "Written from the options classes by ReferenceTests.",
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["Gateway"] = new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] = new JsonObject(options.Select(one => KeyValuePair.Create<string, JsonNode?>(one.Section.Split(':')[1], Section(one.Type)))),
                    ["additionalProperties"] = false,
                },
                ["ReverseProxy"] = ReverseProxy(),
            },
        }.ToJsonString(Indented) + "\n";

    private static JsonObject Section(Type type)
    {
        var schema = Schema.Of(type);
        schema["description"] = Documentation.Plain(Documentation.Of(type));
        return schema;
    }

    // YARP's package brings no schema at this version; its configuration is bound by the names of these types.
    private static JsonObject ReverseProxy()
    {
        var route = Schema.Section(typeof(RouteConfig), nameof(RouteConfig.RouteId)); // the key is the name
        route["properties"]!["Metadata"] = RouteMetadata();
        return new JsonObject
        {
            ["type"] = "object",
            ["description"] = "YARP's own section: https://learn.microsoft.com/aspnet/core/fundamentals/servers/yarp/config-files",
            ["properties"] = new JsonObject { ["Routes"] = Schema.Map(route), ["Clusters"] = Schema.Map(Schema.Section(typeof(ClusterConfig), nameof(ClusterConfig.ClusterId))) },
            ["additionalProperties"] = false,
        };
    }

    private static JsonObject RouteMetadata() =>
        new()
        {
            ["type"] = "object",
            ["description"] = "What the route wants of the session. Further words are YARP's or your own.",
            ["properties"] = new JsonObject(RouteWord.All.Select(word => KeyValuePair.Create<string, JsonNode?>(word.Name, Word(word)))),
            ["additionalProperties"] = new JsonObject { ["type"] = "string" },
        };

    private static JsonObject Word(RouteWord word)
    {
        var schema = word.Values.Any() ? Schema.Choice(word.Type) : new JsonObject { ["type"] = "string", ["minLength"] = 1 };
        schema["description"] = Documentation.Plain(string.Join(' ', [word.Text, .. word.Values.Select(value => $"{value.Name}: {value.Text}")]));
        return schema;
    }
}
