using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Conventions;

/// <summary>The options classes that the gateway registers, and their settings.</summary>
internal static class OptionsClasses
{
    private static readonly JsonSerializerOptions AsWritten = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Each with the section that it is bound to.</summary>
    public static IReadOnlyList<(string Section, Type Type)> Registered(WebApplication app) =>
        [
            .. app
                .Services.GetServices<IConfigurationCheck>()
                .Where(check => check.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(OptionsCheck<>))
                .Select(check => (SectionOf(check), check.GetType().GetGenericArguments()[0])),
        ];

    /// <summary>Every setting of <paramref name="type"/>: its full key, and its default as JSON.</summary>
    public static IEnumerable<(string Key, string Json)> SettingsOf(string section, Type type) =>
        IsCollection(type) ? [(section, "{}")] : SettingsOf(section, Activator.CreateInstance(type)!);

    /// <summary>The properties of <paramref name="type"/> and of the options classes that it is made of.</summary>
    public static IEnumerable<PropertyInfo> PropertiesOf(Type type) => ClassesOf(type, []).SelectMany(Settable).Distinct();

    private static IEnumerable<(string Key, string Json)> SettingsOf(string section, object options) =>
        Settable(options.GetType())
            .SelectMany(property => SettingsOf($"{section}:{property.Name}", property.PropertyType, property.GetValue(options)));

    private static IEnumerable<(string Key, string Json)> SettingsOf(string key, Type type, object? value) =>
        IsOurs(type) ? SettingsOf(key, value ?? Activator.CreateInstance(type)!)
        : value is null && IsCollection(type) ? [(key, "[]")]
        : [(key, JsonSerializer.Serialize(value, type, AsWritten))];

    private static HashSet<Type> ClassesOf(Type type, HashSet<Type> known)
    {
        var parts = type.IsArray ? [type.GetElementType()!] : type.GetGenericArguments().Concat(type.BaseType?.GetGenericArguments() ?? []);
        if (IsOurs(type) && known.Add(type))
            parts = parts.Concat(Settable(type).Select(property => property.PropertyType));
        foreach (var part in parts)
            ClassesOf(part, known);
        return known;
    }

    private static IEnumerable<PropertyInfo> Settable(Type type) =>
        IsCollection(type) ? [] : type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is { IsPublic: true });

    private static bool IsOurs(Type type) => type is { IsClass: true, Assembly: var assembly } && assembly == typeof(GatewayApplication).Assembly;

    private static bool IsCollection(Type type) => type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable));

    // Kept by the check to itself; it is the only text that it keeps.
    private static string SectionOf(IConfigurationCheck check) =>
        (string)check.GetType().GetFields(BindingFlags.NonPublic | BindingFlags.Instance).Single(field => field.FieldType == typeof(string)).GetValue(check)!;
}
