using Microsoft.Extensions.Configuration.Json;

namespace Gateway.Configuration;

/// <summary>
/// A JSON file of which the last good state is kept: the framework's own provider forgets everything when a file is changed into one that cannot be read,
/// or is missing for a moment, and the next reload of any other source would then take all routes away.
/// </summary>
internal sealed class KeptJsonSource : JsonConfigurationSource
{
    private KeptJsonSource(JsonConfigurationSource source)
    {
        FileProvider = source.FileProvider;
        Path = source.Path!; // null is for a file that was never named
        Optional = source.Optional;
        ReloadOnChange = source.ReloadOnChange;
        ReloadDelay = source.ReloadDelay;
    }

    /// <summary>Puts one in the place of each JSON file.</summary>
    public static void Replace(IList<IConfigurationSource> sources)
    {
        for (var i = 0; i < sources.Count; i++)
            if (sources[i] is JsonConfigurationSource file and not KeptJsonSource)
                sources[i] = new KeptJsonSource(file);
    }

    /// <summary>Whether a file of <paramref name="configuration"/>, mounted secrets included, can no longer be read, so that what it held before is in force.</summary>
    public static bool HasUnreadable(IConfiguration configuration) =>
        configuration is IConfigurationRoot root && root.Providers.Any(provider => provider is Provider { IsUnreadable: true } or MountedSecrets { HasProblem: true });

    public override IConfigurationProvider Build(IConfigurationBuilder builder)
    {
        EnsureDefaults(builder);
        var file = new KeptFile(FileProvider!, Path!);
        FileProvider = file;
        return new Provider(this, file);
    }

    private sealed class Provider(KeptJsonSource source, KeptFile file) : JsonConfigurationProvider(source)
    {
        private bool _isLoaded;
        private volatile bool _isMalformed;

        public bool IsUnreadable => _isMalformed || file.IsMissing;

        public override void Load(Stream stream)
        {
            using var content = new MemoryStream();
            stream.CopyTo(content);
            content.Position = 0;
            try
            {
                base.Load(content);
                file.Keep(content.ToArray());
                (_isLoaded, _isMalformed) = (true, false);
            }
            catch (FormatException error) when (_isLoaded)
            {
                _isMalformed = true;
                // Before any log there is; and a logger could not be asked of here.
                Console.Error.WriteLine($"{Source.Path} was changed and cannot be read, so it stays as it was: {error.GetBaseException().Message}");
            }
        }
    }
}
