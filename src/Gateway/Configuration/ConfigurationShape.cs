using System.ComponentModel;
using System.Globalization;
using System.Reflection;

namespace Gateway.Configuration;

/// <summary>
/// Holds a configuration section against the options type that it is bound to: unknown keys and values that do not convert.
/// The binder stops at the first of these and passes over the others; an operator wants them all.
/// </summary>
internal static class ConfigurationShape
{
    public static IEnumerable<Fault> Check(IConfigurationSection section, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (IsLeaf(type))
            return CheckLeaf(section, type);
        // The value is not repeated: what somebody wrote in the place of a list or an object may well be a secret.
        if (!string.IsNullOrEmpty(section.Value))
            return [Single(section, type)];
        return section.GetChildren().SelectMany(child => ElementOf(type) is { } element ? Check(child, element) : CheckProperty(child, type));
    }

    /// <summary>
    /// Unknown keys, and single values in the place of lists and objects, which are passed over just so: for a section whose values somebody else reads, and
    /// converts as it likes.
    /// </summary>
    public static IEnumerable<Fault> Unknown(IConfigurationSection section, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return IsLeaf(type) ? []
            : !string.IsNullOrEmpty(section.Value) ? [Single(section, type)]
            : section.GetChildren().SelectMany(child => ElementOf(type) is { } element ? Unknown(child, element)
                : PropertyOf(child, type) is { } property ? Unknown(child, property.PropertyType)
                : [Unknown(child.Path, type)]);
    }

    private static bool IsLeaf(Type type) => type == typeof(string) || TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string));

    private static Type? ElementOf(Type type) =>
        type.IsArray ? type.GetElementType()
        : type.IsGenericType ? type.GetGenericArguments()[^1]
        : type.BaseType is { IsGenericType: true } parent ? parent.GetGenericArguments()[^1]
        : null;

    private static bool IsList(Type type) => type.IsArray || (type.IsGenericType && type.GetGenericArguments().Length is 1);

    private static IEnumerable<Fault> CheckProperty(IConfigurationSection child, Type type)
    {
        if (PropertyOf(child, type) is not { } property)
            return [Unknown(child.Path, type)];
        return IsNull(child) && MustHaveValue(property)
            ? [new Fault(child.Path, "is null, but a value is expected") { PreventsBinding = true }]
            : Check(child, property.PropertyType);
    }

    private static PropertyInfo? PropertyOf(IConfigurationSection child, Type type) =>
        type.GetProperty(child.Key, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase) is { CanWrite: true } property ? property : null;

    private static Fault Single(IConfigurationSection section, Type type) =>
        new(section.Path, $"is a single value, but {(IsList(type) ? "a list" : "an object")} is expected") { PreventsBinding = true };

    private static Fault Unknown(string path, Type type) => new(path, $"is unknown; known here: {string.Join(", ", type.GetProperties().Where(p => p.CanWrite).Select(p => p.Name))}");

    private static bool IsNull(IConfigurationSection section) => section.Value is null && !section.GetChildren().Any();

    // An empty object is read as null too, so only single values are asked.
    private static bool MustHaveValue(PropertyInfo property) =>
        property.PropertyType == typeof(string) && new NullabilityInfoContext().Create(property).WriteState is NullabilityState.NotNull;

    private static IEnumerable<Fault> CheckLeaf(IConfigurationSection section, Type type)
    {
        if (section.GetChildren().Any())
            yield return new Fault(section.Path, "is a list or an object, but a single value is expected") { PreventsBinding = true };
        else if (section.Value is { } value && !(value.Length is 0 && type == typeof(string)) && Explain(value, type) is { } fault)
            yield return new Fault(section.Path, fault) { PreventsBinding = true };
    }

    private static string? Explain(string value, Type type)
    {
        if (type == typeof(TimeSpan) && !IsDuration(value))
            return $"{Quoted.Of(value)} is no duration; write hours:minutes:seconds, such as 00:00:30, or days as 14.00:00:00";
        if (type.IsEnum)
            return Enum.GetNames(type).Contains(value, StringComparer.OrdinalIgnoreCase)
                ? null
                : $"{Quoted.Of(value)} is unknown; one of {string.Join(", ", Enum.GetNames(type))} is expected";
        var converter = TypeDescriptor.GetConverter(type);
        return converter.IsValid(value) ? null : $"{Quoted.Of(value)} is no valid {NameOf(type)}";
    }

    // .NET reads 24:00:00 as 24 days, which nobody means who writes it.
    private static bool IsDuration(string value) =>
        value.Split(':') is { Length: > 1 } parts
        && TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var duration)
        && (duration.Duration() < TimeSpan.FromDays(1) || parts.Length > 3 || parts[0].Contains('.', StringComparison.Ordinal));

    private static string NameOf(Type type) =>
        type == typeof(bool) ? "truth value (true or false)"
        : type == typeof(int) || type == typeof(long) ? "whole number"
        : type == typeof(Uri) ? "URL"
        : type.Name;
}
