namespace Gateway.Configuration;

/// <summary>
/// Settings that the contract names and this version does not act on yet. They are no faults, so that one file serves this
/// version and the next; but an operator who sets one is told.
/// </summary>
internal static partial class PlannedSettings
{
    private static readonly string[] Keys =
    [
        "Observability",
    ];

    /// <summary>Whether <paramref name="key"/> is one of them, or lies below one.</summary>
    public static bool Contains(string key) => Array.Exists(Keys, planned => Lies(key, $"{ConfigurationSetup.Root}:{planned}"));

    /// <summary>Warns of each that has a value.</summary>
    public static void Warn(IConfiguration configuration, ILogger log)
    {
        foreach (var (key, value) in configuration.AsEnumerable())
            if (value is { Length: > 0 } && Contains(key))
                LogWithoutEffect(log, key);
    }

    private static bool Lies(string key, string below) =>
        key.StartsWith(below, StringComparison.OrdinalIgnoreCase) && (key.Length == below.Length || key[below.Length] is ':');

    [LoggerMessage(100, LogLevel.Warning, "{Key} is set, but has no effect in this version")]
    private static partial void LogWithoutEffect(ILogger log, string key);
}
