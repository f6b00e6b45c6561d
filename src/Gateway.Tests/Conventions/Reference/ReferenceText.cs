using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Configuration;

namespace Gateway.Tests.Conventions.Reference;

/// <summary>docs/configuration.md.</summary>
internal sealed class ReferenceText
{
    private const int Width = 140;

    private const string Preface = """
        # Configuration

        Written from the options classes by `ReferenceTests`; a change here is lost. [appsettings.json](../appsettings.json) shows the same as a file, and
        [appsettings.schema.json](appsettings.schema.json) lets an editor complete and check one: name it at the top, as `"$schema"`.

        A key is written as here in arguments (`--Gateway:Refresh:Timeout=00:00:05`), with `__` for `:` in environment variables and names of secret files
        (`Gateway__Refresh__Timeout`), and as nested objects in JSON. Durations are `hours:minutes:seconds` or `days.hours:minutes:seconds`.
        **Live** settings take effect without a restart. What is out of range, of another type or unknown is a fault: `gateway check` names all of them.
        """;

    private static readonly JsonSerializerOptions AsWritten = new() { Converters = { new JsonStringEnumConverter() } };

    private readonly StringBuilder _text = new(Preface + "\n");

    public static string Write(IEnumerable<(string Section, Type Type)> options)
    {
        var reference = new ReferenceText();
        foreach (var (section, type) in options)
            reference.AddSection(section, type, isLive: type.IsDefined(typeof(LiveAttribute)));
        reference.AddRouteWords();
        return reference._text.ToString();
    }

    private void AddSection(string key, Type type, bool isLive)
    {
        _text.Append(CultureInfo.InvariantCulture, $"\n## {key}\n\n");
        AddWrapped("", Documentation.Of(type));
        _text.Append('\n');
        if (SettingType.IsDictionary(type))
        {
            AddSettings($"{key}:{{name}}", SettingType.ElementOf(type)!, isLive);
            return;
        }
        AddSettings(key, type, isLive);
    }

    private void AddSettings(string key, Type type, bool isLive)
    {
        foreach (var property in SettingType.SettingsOf(type))
        {
            var (name, live) = ($"{key}:{property.Name}", isLive || property.IsDefined(typeof(LiveAttribute)));
            AddWrapped("- ", $"**`{name}`** {string.Join(", ", Facts(property, live))}  ");
            AddWrapped("  ", Documentation.Of(property));
            if (ChoiceOf(property) is { } choice)
                foreach (var value in choice.GetFields().Where(field => field.IsLiteral && field.DeclaringType!.Assembly == typeof(GatewayApplication).Assembly))
                    AddWrapped("  - ", $"`{value.Name}`: {Documentation.Of(value)}");
            if (SettingType.IsSection(property.PropertyType))
                AddSettings(name, property.PropertyType, live);
        }
    }

    private static IEnumerable<string> Facts(PropertyInfo property, bool isLive)
    {
        yield return KindOf(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);
        if (!SettingType.IsSection(property.PropertyType))
            yield return $"default {(SettingType.DefaultOf(property) is { } value ? $"`{JsonSerializer.Serialize(value, property.PropertyType, AsWritten)}`" : "none")}";
        if (property.GetCustomAttribute<RangeAttribute>() is { } range)
            yield return Ranges.Describe(range);
        if (isLive)
            yield return "live";
    }

    private static string KindOf(Type type) =>
        type == typeof(bool) ? "`true` or `false`"
        : type == typeof(int) ? "whole number"
        : type == typeof(TimeSpan) ? "duration"
        : type == typeof(Uri) ? "URL"
        : type.IsEnum ? "word"
        : SettingType.IsDictionary(type) ? "names and values"
        : SettingType.ElementOf(type) is { } element ? $"list of {(element == typeof(int) ? "numbers" : "texts")}"
        : SettingType.IsSection(type) ? "section"
        : "text";

    private static Type? ChoiceOf(PropertyInfo property) => (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) is { IsEnum: true } choice ? choice : null;

    private void AddRouteWords()
    {
        _text.Append("\n## ReverseProxy:Routes:{name}:Metadata\n\n");
        AddWrapped("", "What a route wants of the session. `ReverseProxy` is YARP's own section; these words are ours. Routes are live.");
        _text.Append('\n');
        foreach (var word in RouteWord.All)
        {
            AddWrapped("- ", $"**`{word.Name}`** {word.Text}");
            foreach (var (name, text) in word.Values)
                AddWrapped("  - ", $"`{name}`: {text}");
        }
    }

    private void AddWrapped(string indent, string text)
    {
        var line = new StringBuilder(indent);
        var isEmpty = true;
        foreach (var word in text.Split(' '))
        {
            if (!isEmpty && line.Length + 1 + word.Length > Width)
            {
                _text.Append(line).Append('\n');
                line.Clear().Append(' ', indent.Length);
                isEmpty = true;
            }
            line.Append(isEmpty ? "" : " ").Append(word);
            isEmpty = false;
        }
        _text.Append(line).Append('\n');
    }
}
