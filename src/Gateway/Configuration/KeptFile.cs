using System.Text;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace Gateway.Configuration;

/// <summary>
/// The files of <paramref name="inner"/>, but one of them is never gone: while it is missing, or cannot be opened, it is as it was when it was last good. One
/// that was not there at first held nothing.
/// </summary>
internal sealed class KeptFile(IFileProvider inner, string path) : IFileProvider
{
    private static readonly byte[] Nothing = Encoding.UTF8.GetBytes("{}");

    private volatile byte[]? _kept;
    private volatile bool _hasProblem;

    /// <summary>Whether what is written there is not what it is taken for.</summary>
    public bool HasProblem => _hasProblem;

    /// <summary>What it held when it was last good; null before that.</summary>
    public byte[]? Kept => _kept;

    /// <summary>What it holds is good.</summary>
    public void Keep(byte[] content) => _kept = content;

    /// <summary>It is not, and stays as it was. It is read before any log there is.</summary>
    public void Refuse(string problem)
    {
        _hasProblem = true;
        Console.Error.WriteLine($"{path} {problem}, so it stays as it was");
    }

    public IFileInfo GetFileInfo(string subpath)
    {
        var file = inner.GetFileInfo(subpath);
        if (subpath != path)
            return file;
        if (!file.Exists && _kept is null)
            _kept = IsDirectory ? throw new FormatException($"{path} is a directory, and a file is expected.") : Nothing; // as mounts make it whose source is missing
        return file.Exists || _kept != Nothing ? new Readable(this, file) : file;
    }

    public IDirectoryContents GetDirectoryContents(string subpath) => inner.GetDirectoryContents(subpath);

    public IChangeToken Watch(string filter) => inner.Watch(filter);

    private bool IsDirectory => inner.GetDirectoryContents(path).Exists;

    private Stream Open(IFileInfo file)
    {
        try
        {
            if (file.Exists)
            {
                var content = file.CreateReadStream();
                _hasProblem = false;
                return content;
            }
            Refuse(IsDirectory ? "is a directory" : "is missing");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException && _kept is not null)
        {
            Refuse($"cannot be opened ({error.GetType().Name})");
        }
        return new MemoryStream(_kept!);
    }

    // Without a path, since a file with one is opened by whoever has it.
    private sealed class Readable(KeptFile kept, IFileInfo file) : IFileInfo
    {
        public bool Exists => true;

        public long Length => -1;

        public string? PhysicalPath => null;

        public string Name => file.Name;

        public DateTimeOffset LastModified => default;

        public bool IsDirectory => false;

        public Stream CreateReadStream() => kept.Open(file);
    }
}
