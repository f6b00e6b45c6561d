using System.Reflection;

namespace Gateway.Tests.Support;

/// <summary>The tests that there are, as docs name them: <c>Class.Method</c>.</summary>
public static class TestNames
{
    public static IReadOnlySet<string> All { get; } =
        typeof(TestNames)
            .Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly), (type, method) => (type, method))
            .Where(test => test.method.GetCustomAttributes<FactAttribute>().Any())
            .Select(test => $"{test.type.Name}.{test.method.Name}")
            .ToHashSet(StringComparer.Ordinal);
}
