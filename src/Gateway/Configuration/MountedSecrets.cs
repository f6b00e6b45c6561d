namespace Gateway.Configuration;

/// <summary>
/// Settings from the files of a directory. What was good is kept: a file with a problem is as it was, and so are all of them while the directory is away. A
/// file that was deleted is a setting that was taken out.
/// </summary>
internal sealed class MountedSecrets(string directory) : ConfigurationProvider, IConfigurationSource, IWatchedSource
{
    private volatile Reading _told = new([], []);
    private Reading _seen = new([], []);

    /// <summary>Whether anything there cannot be read, and is as it was.</summary>
    public bool HasProblem => _told.Problems.Count > 0;

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public override void Load() => Data = (_told = _seen = Read()).Settings;

    /// <summary>
    /// <inheritdoc/>
    /// The end of a problem is a change as well, for what was refused while it lasted can be taken then.
    /// </summary>
    public void Look()
    {
        var (now, before) = (Read(), _seen);
        _seen = now;
        if (!now.IsSame(before) || now.IsSame(_told))
            return;
        foreach (var problem in now.Problems.Except(_told.Problems))
            Console.Error.WriteLine($"{problem}; it stays as it was"); // it is read before any log there is
        _told = now;
        Data = now.Settings;
        OnReload();
    }

    private Reading Read()
    {
        try
        {
            var files = SecretFile.ReadAll(directory);
            var settings = files.Where(file => file.Value is not null || Data.ContainsKey(file.Key)).Select(file => KeyValuePair.Create(file.Key, file.Value ?? Data[file.Key]));
            return new(settings.ToDictionary(StringComparer.OrdinalIgnoreCase), [.. files.Where(file => file.Problem is not null).Select(file => $"{file.Name} {file.Problem}")]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new(new(Data, StringComparer.OrdinalIgnoreCase), [$"{directory} cannot be read: {error.Message}"]);
        }
    }

    private sealed record Reading(Dictionary<string, string?> Settings, HashSet<string> Problems)
    {
        public bool IsSame(Reading other) =>
            Problems.SetEquals(other.Problems)
            && Settings.Count == other.Settings.Count
            && Settings.All(setting => other.Settings.TryGetValue(setting.Key, out var value) && value == setting.Value);
    }
}
