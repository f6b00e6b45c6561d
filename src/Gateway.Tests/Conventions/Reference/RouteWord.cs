using System.Reflection;
using Gateway.Proxy;

namespace Gateway.Tests.Conventions.Reference;

/// <summary>A word that a route's metadata has for the gateway.</summary>
internal sealed record RouteWord(string Name, Type Type, string Text)
{
    /// <summary>All of them, as <see cref="SessionRoute"/> reads them.</summary>
    public static IReadOnlyList<RouteWord> All { get; } =
        [
            .. typeof(SessionRoute)
                .GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Select(property => new RouteWord(property.PropertyType == typeof(SessionWord) ? "Session" : property.Name, property.PropertyType, TextOf(property))),
        ];

    /// <summary>What it may say; none where that is free.</summary>
    public IEnumerable<(string Name, string Text)> Values => Type.IsEnum ? Type.GetFields().Where(value => value.IsLiteral).Select(value => (value.Name, Documentation.Of(value))) : [];

    private static string TextOf(PropertyInfo property) => property.PropertyType.IsEnum ? Documentation.Of(property.PropertyType) : Documentation.Of(property);
}
