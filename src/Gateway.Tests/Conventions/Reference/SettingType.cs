using System.Collections;
using System.Reflection;

namespace Gateway.Tests.Conventions.Reference;

/// <summary>What a setting can hold, as far as the configuration binder tells types apart.</summary>
internal static class SettingType
{
    /// <summary>What a list or a dictionary holds; null for all else.</summary>
    public static Type? ElementOf(Type type) =>
        type == typeof(string) || !type.IsAssignableTo(typeof(IEnumerable)) ? null
        : type.IsArray ? type.GetElementType()
        : (type.IsGenericType ? type : type.BaseType!).GetGenericArguments()[^1];

    public static bool IsDictionary(Type type) =>
        type.GetInterfaces().Append(type).Any(one => one.IsGenericType && one.GetGenericTypeDefinition() is var kind && (kind == typeof(IDictionary<,>) || kind == typeof(IReadOnlyDictionary<,>)));

    /// <summary>Whether it is made of settings of its own.</summary>
    public static bool IsSection(Type type) => type.IsClass && type != typeof(string) && type != typeof(Uri) && type != typeof(Version) && ElementOf(type) is null;

    /// <summary>Its settings, those of base classes first.</summary>
    public static IEnumerable<PropertyInfo> SettingsOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length is 0)
            .OrderBy(property => property.DeclaringType != type ? 0 : 1)
            .ThenBy(property => property.MetadataToken);

    public static bool IsNullable(PropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) is not null || (!property.PropertyType.IsValueType && new NullabilityInfoContext().Create(property).WriteState is NullabilityState.Nullable);

    /// <summary>The value that it has where nothing is written.</summary>
    public static object? DefaultOf(PropertyInfo property) =>
        property.DeclaringType!.IsAbstract || property.ReflectedType!.GetConstructor([]) is null ? null : property.GetValue(Activator.CreateInstance(property.ReflectedType!));
}
