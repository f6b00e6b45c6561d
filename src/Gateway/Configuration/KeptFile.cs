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
    private volatile byte[]? _read; // good or not, the last time; null where there was nothing to be read
    private byte[]? _seen;
    private volatile bool _hasProblem;

    /// <summary>Whether what is written there is not what it is taken for.</summary>
    public bool HasProblem => _hasProblem;

    /// <summary>What it held when it was last good; null before that.</summary>
    public byte[]? Kept => _kept;

    /// <summary>Whether it holds something else than when it was read, and held the same at the look before.</summary>
    public bool HasChanged()
    {
        var (now, before) = (TryRead(inner.GetFileInfo(path)), _seen);
        _seen = now;
        return IsSame(now, before) && !IsSame(now, _read);
    }

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
        if (file.Exists || _kept != Nothing)
            return new Readable(this, file);
        (_read, _seen, _hasProblem) = (null, null, false); // it was never good, and has gone again
        return file;
    }

    public IDirectoryContents GetDirectoryContents(string subpath) => inner.GetDirectoryContents(subpath);

    public IChangeToken Watch(string filter) => inner.Watch(filter);

    private bool IsDirectory => inner.GetDirectoryContents(path).Exists;

    private MemoryStream Open(IFileInfo file)
    {
        _read = _seen = null;
        try
        {
            if (file.Exists)
            {
                var content = Read(file);
                (_read, _seen, _hasProblem) = (content, content, false);
                return new MemoryStream(content);
            }
            Refuse(IsDirectory ? "is a directory" : "is missing");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException && _kept is not null)
        {
            Refuse($"cannot be opened ({error.GetType().Name})");
        }
        return new MemoryStream(_kept!);
    }

    private static byte[] Read(IFileInfo file)
    {
        using var content = file.CreateReadStream();
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        return copy.ToArray();
    }

    private static byte[]? TryRead(IFileInfo file)
    {
        try
        {
            return file.Exists ? Read(file) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // whoever reads it tells why
        }
    }

    private static bool IsSame(byte[]? one, byte[]? other) => one is null ? other is null : other is not null && one.AsSpan().SequenceEqual(other);

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
