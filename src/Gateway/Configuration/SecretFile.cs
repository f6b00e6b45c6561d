namespace Gateway.Configuration;

/// <summary>One setting in a file. Without a <paramref name="Value"/> it has a <paramref name="Problem"/>: it cannot be read, or holds nothing, as while it is being written.</summary>
internal sealed record SecretFile(string Name, string? Value, string? Problem)
{
    /// <summary>The setting's key.</summary>
    public string Key => KeyOf(Name);

    /// <summary>All of a directory. Throws what reading a directory throws.</summary>
    public static IReadOnlyList<SecretFile> ReadAll(string directory) =>
        // What begins with a dot is the mount's own: Kubernetes keeps the files of a moment in ..data.
        [
            .. new DirectoryInfo(directory)
                .EnumerateFiles()
                .Where(file => !file.Name.StartsWith('.'))
                .GroupBy(file => KeyOf(file.Name), StringComparer.OrdinalIgnoreCase)
                .Select(files => files.Count() is 1 ? Read(files.Single()) : new SecretFile(files.First().Name, null, "is there twice, in letters of another case")),
        ];

    private static string KeyOf(string name) => name.Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal);

    private static SecretFile Read(FileInfo file)
    {
        try
        {
            var value = File.ReadAllText(file.FullName).TrimEnd('\r', '\n');
            return value.Length > 0 ? new(file.Name, value, null) : new(file.Name, null, "is empty");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new(file.Name, null, $"cannot be read: {error.Message}");
        }
    }
}
