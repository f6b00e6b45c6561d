namespace Gateway.Configuration;

/// <summary>What is written at one moment, by key. A section that is empty is there as well, for it may be a fault, or a default that was taken out.</summary>
internal sealed class Snapshot
{
    private readonly Dictionary<string, string?> _settings;

    private Snapshot(IEnumerable<KeyValuePair<string, string?>> settings) => _settings = settings.ToDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Of everything.</summary>
    public static Snapshot Of(IConfiguration configuration) =>
        new(configuration.AsEnumerable().Where(pair => pair.Value is not null || !configuration.GetSection(pair.Key).GetChildren().Any()));

    /// <summary>Of these sections alone.</summary>
    public Snapshot Within(IEnumerable<string> sections) => new(_settings.Where(setting => sections.Any(section => IsWithin(section, setting.Key))));

    /// <summary>Whether both hold the same.</summary>
    public bool IsSame(Snapshot other) => !ChangesTo(other).Any();

    /// <summary>The keys that are other in <paramref name="later"/>, or only in one of the two.</summary>
    public IEnumerable<string> ChangesTo(Snapshot later) =>
        _settings.Keys.Union(later._settings.Keys, StringComparer.OrdinalIgnoreCase).Where(key => _settings.TryGetValue(key, out var value) != later._settings.TryGetValue(key, out var other) || value != other);

    /// <summary>Whether <paramref name="key"/> is that of the section, or below it.</summary>
    public static bool IsWithin(string section, string key) => $"{key}:".StartsWith($"{section}:", StringComparison.OrdinalIgnoreCase);
}
