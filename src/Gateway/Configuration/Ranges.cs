using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Gateway.Configuration;

/// <summary>Numbers and durations that lie outside of the <see cref="RangeAttribute"/> of their property, which the reference and the schema are written from too.</summary>
internal static class Ranges
{
    /// <summary>A fault for each of <paramref name="options"/>' own properties that is out of its range.</summary>
    public static IEnumerable<Fault> Check(object options, string section) =>
        from property in options.GetType().GetProperties()
        let range = property.GetCustomAttribute<RangeAttribute>()
        where range is not null
        let value = property.GetValue(options)
        where !range.IsValid(value)
        select new Fault($"{section}:{property.Name}", $"{Text(value)} is out of range; {Describe(range)}");

    /// <summary>The range as it is told to people.</summary>
    public static string Describe(RangeAttribute range)
    {
        _ = range.IsValid(null); // limits that are written as text become durations when it is first asked
        return range.Maximum is int.MaxValue ? $"at least {Text(range.Minimum)}" : $"{Text(range.Minimum)} to {Text(range.Maximum)}";
    }

    private static string? Text(object? value) =>
        value is TimeSpan { Days: 0, Milliseconds: not 0 } duration ? duration.ToString(@"hh\:mm\:ss\.fff", CultureInfo.InvariantCulture) : Convert.ToString(value, CultureInfo.InvariantCulture);
}
