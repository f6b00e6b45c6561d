using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace Gateway.Configuration;

/// <summary>The files of <paramref name="inner"/>, but the one that was read before is never gone: while it is missing it is as it was when it was last good.</summary>
internal sealed class KeptFile(IFileProvider inner, string path) : IFileProvider
{
    private volatile byte[]? _kept;
    private volatile bool _isMissing;

    /// <summary>Whether it was missing when it was last looked for.</summary>
    public bool IsMissing => _isMissing;

    /// <summary>What it held when it was last good.</summary>
    public void Keep(byte[] content) => _kept = content;

    public IFileInfo GetFileInfo(string subpath)
    {
        var file = inner.GetFileInfo(subpath);
        if (subpath != path || _kept is not { } kept)
            return file;
        _isMissing = !file.Exists;
        if (file.Exists)
            return file;
        Console.Error.WriteLine($"{path} is missing, so it stays as it was");
        return new Missing(path, kept);
    }

    public IDirectoryContents GetDirectoryContents(string subpath) => inner.GetDirectoryContents(subpath);

    public IChangeToken Watch(string filter) => inner.Watch(filter);

    private sealed class Missing(string name, byte[] content) : IFileInfo
    {
        public bool Exists => true;

        public long Length => content.Length;

        public string? PhysicalPath => null;

        public string Name => name;

        public DateTimeOffset LastModified => default;

        public bool IsDirectory => false;

        public Stream CreateReadStream() => new MemoryStream(content);
    }
}
