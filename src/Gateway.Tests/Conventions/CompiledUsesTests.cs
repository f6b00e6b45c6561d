using System.Reflection;

namespace Gateway.Tests.Conventions;

/// <summary>The floors are only as well guarded as these uses are seen.</summary>
public sealed class CompiledUsesTests
{
    [Fact]
    public void It_sees_every_way_in_which_a_type_can_be_used()
    {
        var seen = WithNested(typeof(User)).SelectMany(CompiledUses.TypesOf).ToHashSet();

        seen.ShouldContain(typeof(Parent));
        seen.ShouldContain(typeof(MarkAttribute));
        seen.ShouldContain(typeof(Field));
        seen.ShouldContain(typeof(IConstraint));
        seen.ShouldContain(typeof(Element));
        seen.ShouldContain(typeof(Local));
        seen.ShouldContain(typeof(Helper));
        seen.ShouldContain(typeof(Argument));
        seen.ShouldContain(typeof(Mentioned));
        seen.ShouldContain(typeof(Caught));
        seen.ShouldContain(typeof(InLambda));
        seen.ShouldContain(typeof(AfterSwitch));
        seen.ShouldNotContain(typeof(Unused));
    }

    private static IEnumerable<Type> WithNested(Type type) =>
        [type, .. type.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).SelectMany(WithNested)];

    private class Parent;

    private sealed class Field;

    private interface IConstraint;

    private sealed class Element;

    private sealed record Local
    {
        public static Local Make() => new();
    }

    private static class Helper
    {
        public static T Twice<T>(T value) => value;
    }

    private sealed class Argument;

    private sealed class Mentioned;

    private sealed class Caught : Exception;

    private sealed class InLambda;

    private sealed record AfterSwitch;

    private sealed class Unused;

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class MarkAttribute : Attribute;

    private sealed class User : Parent
    {
        private readonly List<Field?[]> _field = [];

        [Mark]
        public static async Task<string> RunAsync<T>(int number, Dictionary<string, Element[]> elements)
            where T : IConstraint
        {
            var local = Helper.Twice(Local.Make());
            try
            {
                await Task.Yield();
                Func<object> lambda = () => new InLambda();
                _ = Enumerable.Empty<object>().OfType<Argument>().Concat([]).ToList();
                return $"{local} {elements} {lambda()} {nameof(Mentioned)} {typeof(Mentioned)}";
            }
            catch (Caught)
            {
                return number switch
                {
                    1 => "one",
                    2 => "two",
                    3 => "three",
                    4 => "four",
                    _ => new AfterSwitch().ToString(),
                };
            }
        }

        public int Count() => _field.Count;
    }
}
