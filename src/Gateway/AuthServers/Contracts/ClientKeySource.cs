using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.AuthServers.Contracts;

/// <summary>A client's private key as it is now: a file is read again before each use, so that a key that was rotated there takes effect by itself.</summary>
internal sealed partial class ClientKeySource
{
    private readonly Lock _lock = new();
    private readonly string? _path;
    private readonly string? _id;
    private readonly ILogger _logger;
    private string _pem;
    private SigningCredentials _key;

    public ClientKeySource(string pemOrPath, string? id, ILogger logger)
    {
        (_path, _id, _logger) = (ClientKey.IsPem(pemOrPath) ? null : pemOrPath, id, logger);
        _pem = _path is null ? pemOrPath : File.ReadAllText(_path);
        _key = ClientKey.Read(_pem, id);
    }

    /// <summary>The key. Where the file cannot be read any more, or holds none, the last good one.</summary>
    public SigningCredentials Current
    {
        get
        {
            lock (_lock)
            {
                if (_path is not null)
                    Refresh(_path);
                return _key;
            }
        }
    }

    private void Refresh(string path)
    {
        try
        {
            var pem = File.ReadAllText(path);
            if (pem == _pem)
                return;
            _key = ClientKey.Read(pem, _id);
            _pem = pem;
            LogTaken();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException or NotSupportedException)
        {
            LogKept(error.GetType().Name); // no more than a word: the message may repeat the text
        }
    }

    [LoggerMessage(450, LogLevel.Information, "The client's private key has changed")]
    private partial void LogTaken();

    [LoggerMessage(451, LogLevel.Error, "The file of the client's private key cannot be used, so the last key stays: {Error}")]
    private partial void LogKept(string error);
}
