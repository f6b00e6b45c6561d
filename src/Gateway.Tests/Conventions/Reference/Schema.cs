using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Gateway.Configuration;

namespace Gateway.Tests.Conventions.Reference;

/// <summary>The JSON schema of a type that a section of the configuration is bound to.</summary>
internal static class Schema
{
    private const string Duration = @"^(\d+\.)?([01]?\d|2[0-3]):[0-5]?\d(:[0-5]?\d(\.\d{1,7})?)?$";
    private const string Url = "^([Hh][Tt][Tt][Pp][Ss]?://.+)?$"; // empty is as if it were not written
    private static readonly JsonSerializerOptions AsWritten = new() { Converters = { new JsonStringEnumConverter() } };

    public static JsonObject Of(Type type) =>
        Nullable.GetUnderlyingType(type) is { } value ? Of(value)
        : type == typeof(bool) ? Typed("boolean")
        : type.IsEnum && type.IsDefined(typeof(FlagsAttribute)) ? List(Choice(type))
        : type.IsEnum ? Choice(type)
        : type == typeof(int) || type == typeof(long) ? Typed("integer")
        : type == typeof(double) ? Typed("number")
        : type == typeof(TimeSpan) ? new JsonObject { ["type"] = "string", ["pattern"] = Duration }
        : type == typeof(Uri) ? new JsonObject { ["type"] = "string", ["format"] = "uri" }
        : SettingType.IsDictionary(type) ? Map(Of(SettingType.ElementOf(type)!))
        : SettingType.ElementOf(type) is { } element ? List(Of(element))
        : SettingType.IsSection(type) ? Section(type)
        : Typed("string");

    /// <summary>An object whose keys are names that the user gives.</summary>
    public static JsonObject Map(JsonObject value) => new() { ["type"] = "object", ["additionalProperties"] = value };

    /// <summary>An object whose keys are known.</summary>
    public static JsonObject Section(Type type, params string[] without) =>
        new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(
                SettingType.SettingsOf(type).Where(property => !without.Contains(property.Name)).Select(property => KeyValuePair.Create<string, JsonNode?>(property.Name, Of(property)))
            ),
            ["additionalProperties"] = false,
        };

    public static JsonObject Choice(Type type) => new() { ["type"] = "string", ["enum"] = new JsonArray([.. Enum.GetNames(type).Select(name => (JsonNode)name)]) };

    private static JsonObject Of(PropertyInfo property)
    {
        var schema = Of(property.PropertyType);
        if (property.DeclaringType!.Assembly == typeof(GatewayApplication).Assembly)
            Describe(schema, property);
        if (property.GetCustomAttribute<RangeAttribute>() is { OperandType: var operand } range && operand == typeof(int))
        {
            schema["minimum"] = (int)range.Minimum;
            if (range.Maximum is not int.MaxValue)
                schema["maximum"] = (int)range.Maximum;
        }
        if (property.GetCustomAttribute<MinLengthAttribute>() is { Length: var shortest })
            schema["pattern"] = $"^(.{{{shortest},}})?$";
        if (SettingType.IsNullable(property))
        {
            schema["type"] = new JsonArray(schema["type"]!.GetValue<string>(), "null");
            if (schema["enum"] is JsonArray words)
                words.Add((JsonNode?)null);
        }
        return schema;
    }

    private static void Describe(JsonObject schema, PropertyInfo property)
    {
        var live = property.IsDefined(typeof(LiveAttribute)) ? " A change takes effect without a restart." : "";
        schema["description"] = Documentation.Plain(Documentation.Of(property)) + live;
        if (property.PropertyType == typeof(Uri))
            schema["pattern"] = Url;
        if (!SettingType.IsSection(property.PropertyType) && SettingType.DefaultOf(property) is { } value)
            schema["default"] = JsonSerializer.SerializeToNode(value, property.PropertyType, AsWritten);
    }

    private static JsonObject Typed(string type) => new() { ["type"] = type };

    private static JsonObject List(JsonObject item) => new() { ["type"] = "array", ["items"] = item };
}
