using System.Text.Json;
using Microsoft.Extensions.Configuration.Json;

namespace Gateway.Configuration;

/// <summary>
/// A JSON file of which the last good state is kept: the framework's own provider forgets everything when a file is changed into one that cannot be read,
/// or is missing for a moment, and the next reload of any other source would then take all routes away. Changes are looked for, not told by the file system.
/// </summary>
internal sealed class KeptJsonSource : JsonConfigurationSource
{
    private const string Reload = "hostBuilder:reloadConfigOnChange"; // the host's own word for it

    private readonly bool _isWatched;
    private KeptFile? _file;

    private KeptJsonSource(JsonConfigurationSource source, bool isWatched)
    {
        FileProvider = source.FileProvider;
        Path = source.Path!; // null is for a file that was never named
        Optional = source.Optional;
        _isWatched = isWatched;
    }

    /// <summary>The arguments of a host that has no file watched by the file system. There may be no watch left on the machine, and then nothing would start.</summary>
    public static string[] Unwatched(string[] args) => [$"--{Reload}=false", .. args];

    /// <summary>Puts one in the place of each JSON file, which is looked at unless the environment or <paramref name="args"/> do not want that.</summary>
    public static void Replace(IList<IConfigurationSource> sources, string[] args)
    {
        var told = new ConfigurationBuilder().AddEnvironmentVariables("DOTNET_").AddEnvironmentVariables("ASPNETCORE_").AddCommandLine(args).Build()[Reload];
        var isWatched = !bool.TryParse(told, out var isWanted) || isWanted;
        for (var i = 0; i < sources.Count; i++)
            if (sources[i] is JsonConfigurationSource file and not KeptJsonSource)
                sources[i] = new KeptJsonSource(file, isWatched);
    }

    /// <summary>Whether a file of <paramref name="configuration"/>, mounted secrets included, can no longer be read, so that what it held before is in force.</summary>
    public static bool HasUnreadable(IConfiguration configuration) =>
        configuration is IConfigurationRoot root && root.Providers.Any(provider => provider is Provider { IsUnreadable: true } or MountedSecrets { HasProblem: true });

    // Built anew each time that the sources change; what was kept is kept over that.
    public override IConfigurationProvider Build(IConfigurationBuilder builder)
    {
        EnsureDefaults(builder);
        FileProvider = _file ??= new KeptFile(FileProvider!, Path!);
        return _isWatched ? new WatchedProvider(this, _file) : new Provider(this, _file);
    }

    private class Provider(KeptJsonSource source, KeptFile file) : JsonConfigurationProvider(source)
    {
        public bool IsUnreadable => file.HasProblem;

        public override void Load(Stream stream)
        {
            try
            {
                using var content = new MemoryStream();
                stream.CopyTo(content);
                content.Position = 0;
                base.Load(content);
                file.Keep(content.ToArray()); // the same again, where it is missing
            }
            catch (Exception error) when (file.Kept is not null)
            {
                file.Refuse($"was changed and cannot be read: {Explain(error)}");
                base.Load(new MemoryStream(file.Kept));
            }
            catch (Exception error)
            {
                throw Unreadable(error);
            }
        }

        // Without what it comes of, for whoever tells of an exception tells of that one too.
        private static FormatException Unreadable(Exception error) => new($"It cannot be read: {Explain(error)}.");

        private static string Explain(Exception error) =>
            error.GetBaseException() is JsonException json ? StartFailure.PlaceOf(json)
            : error is FormatException ? error.Message
            : error.GetType().Name;
    }

    private sealed class WatchedProvider(KeptJsonSource source, KeptFile file) : Provider(source, file), IWatchedSource
    {
        private readonly KeptFile _file = file;

        public void Look()
        {
            if (_file.HasChanged())
                Load();
        }
    }
}
