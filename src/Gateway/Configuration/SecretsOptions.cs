namespace Gateway.Configuration;

/// <summary>
/// Settings from files, one value a file, as container engines mount secrets; section <c>Gateway:Secrets</c>. The name of a file is the setting's key with
/// <c>__</c> for <c>:</c>, such as <c>Gateway__Admin__Key</c>.
/// </summary>
public sealed class SecretsOptions : ICheckedOptions
{
    /// <summary>Where the files lie, such as <c>/run/secrets</c>. They are stronger than every other source, and are read again when they change. Default: none.</summary>
    public string? Directory { get; set; }

    /// <inheritdoc />
    public IEnumerable<Fault> Check(string section)
    {
        if (Directory is { Length: > 0 } && !System.IO.Directory.Exists(Directory))
            yield return new($"{section}:Directory", $"'{Directory}' is no directory");
    }

    /// <summary>Adds the files to <paramref name="configuration"/>, which says where they lie.</summary>
    internal static void AddFiles(ConfigurationManager configuration)
    {
        if (configuration[$"{ConfigurationSetup.Root}:Secrets:Directory"] is { Length: > 0 } directory)
            configuration.AddKeyPerFile(Path.GetFullPath(directory), optional: true, reloadOnChange: true);
    }
}
