namespace Gateway.Configuration;

/// <summary>
/// Settings from files, one value a file, as container engines mount secrets; section <c>Gateway:Secrets</c>. The name of a file is the setting's key with
/// <c>__</c> for <c>:</c>, such as <c>Gateway__Admin__Key</c>.
/// </summary>
public sealed class SecretsOptions : ICheckedOptions
{
    /// <summary>
    /// Where the files lie, such as <c>/run/secrets</c>. They are stronger than every other source, and a change is seen within some seconds. A file that is empty
    /// or cannot be read is a fault. Default: none.
    /// </summary>
    public string? Directory { get; set; }

    /// <inheritdoc />
    public IEnumerable<Fault> Check(string section)
    {
        if (Directory is not { Length: > 0 })
            return [];
        try
        {
            return SecretFile.ReadAll(Directory).Where(file => file.Problem is not null).Select(file => new Fault($"{section}:Directory", $"{Path.Combine(Directory, file.Name)} {file.Problem}"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [new Fault($"{section}:Directory", $"'{Directory}' cannot be read: {error.Message}")];
        }
    }

    /// <summary>Adds the files to <paramref name="configuration"/>, which says where they lie.</summary>
    internal static void AddFiles(ConfigurationManager configuration)
    {
        if (configuration[$"{ConfigurationSetup.Root}:Secrets:Directory"] is { Length: > 0 } directory)
            configuration.Sources.Add(new MountedSecrets(Path.GetFullPath(directory)));
    }
}
