namespace Gateway.Configuration;

/// <summary>
/// Sections at the top whose name is nearly that of one which is read: a slip there would leave the gateway with defaults, and nobody would be told. All other
/// names there are of no concern, for the environment's variables are among them.
/// </summary>
internal static class Slips
{
    private const int Nearly = 2;

    public static IEnumerable<Fault> In(IConfiguration configuration, params IReadOnlyList<string> sections) =>
        from written in configuration.GetChildren()
        where written.GetChildren().Any()
        let meant = Meant(written.Key, sections)
        where meant is not null
        select new Fault(written.Key, $"is unknown; {meant} is meant?");

    /// <summary>Which of <paramref name="known"/> somebody meant who wrote what is nearly its name; null where it is the name, or not near to any.</summary>
    public static string? Meant(string written, IReadOnlyList<string> known) =>
        known.Contains(written, StringComparer.OrdinalIgnoreCase) ? null : known.FirstOrDefault(name => Distance(written.ToUpperInvariant(), name.ToUpperInvariant()) <= Nearly);

    // Levenshtein's: how many letters have to be put in, left out or exchanged.
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1)));
        }
        return row[^1];
    }
}
