using Gateway.Configuration;

namespace CustomGateway;

/// <summary>Settings of our own, section <c>Gateway:EventFile</c>: bound and checked together with those of the gateway.</summary>
public sealed class EventFileOptions : ICheckedOptions
{
    /// <summary>The file that events are appended to. Default: <c>events.jsonl</c> in the working directory.</summary>
    public string Path { get; set; } = "events.jsonl";

    /// <inheritdoc />
    public IEnumerable<Fault> Check(string section)
    {
        if (string.IsNullOrWhiteSpace(Path) || !Directory.Exists(Folder))
            yield return new Fault($"{section}:Path", $"'{Path}' does not lie in a folder that is there");
    }

    private string? Folder => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path));
}
