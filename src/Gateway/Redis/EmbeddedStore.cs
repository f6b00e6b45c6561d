using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Garnet;
using Gateway.Configuration;
using StackExchange.Redis;

namespace Gateway.Redis;

/// <summary>
/// A Redis-compatible server (Garnet) inside this process, for when no Redis is configured: on loopback, behind a password that
/// only this process knows, every change in an append-only file before a second has passed.
/// </summary>
internal sealed class EmbeddedStore : IDisposable
{
    private const int MostTries = 5;

    private readonly FileStream _lock;
    private readonly GarnetServer _server;

    private EmbeddedStore(FileStream @lock, GarnetServer server, ConfigurationOptions client) => (_lock, _server, Client) = (@lock, server, client);

    /// <summary>How to reach it.</summary>
    public ConfigurationOptions Client { get; }

    public static EmbeddedStore Start(RedisOptions options, ILoggerFactory logs) => Start(options, logs, FreePort);

    internal static EmbeddedStore Start(RedisOptions options, ILoggerFactory logs, Func<int> findPort)
    {
        var directory = Path.GetFullPath(options.DataDirectory);
        var exclusive = Lock(directory);
        try
        {
            for (var tries = 1; ; tries++)
                if (TryStart(directory, findPort(), logs, isLast: tries == MostTries) is var (server, client))
                    return new(exclusive, server, client);
        }
        catch
        {
            exclusive.Dispose();
            throw;
        }
    }

    /// <summary>Null where somebody else was quicker to take the port.</summary>
    private static (GarnetServer Server, ConfigurationOptions Client)? TryStart(string directory, int port, ILoggerFactory logs, bool isLast)
    {
        var password = Convert.ToHexString(RandomNumberGenerator.GetBytes(24));
        var server = new GarnetServer(Arguments(directory, port, password), new GarnetLogs(logs));
        try
        {
            server.Start();
            return (server, new() { EndPoints = { { IPAddress.Loopback, port } }, Password = password });
        }
        catch (Exception error)
        {
            server.Dispose(deleteDir: false);
            if (isLast || error.GetBaseException() is not SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse })
                throw;
            return null;
        }
    }

    public void Dispose()
    {
        _server.Dispose(deleteDir: false);
        _lock.Dispose();
    }

    private static string[] Arguments(string directory, int port, string password) =>
        [
            .. new[] { "--bind", "127.0.0.1", "--port", $"{port}", "--auth", "Password", "--password", password },
            .. new[] { "--aof", "--recover", "--checkpointdir", directory, "--aof-size-limit", "64m", "--device-type", "RandomAccess" },
            // What leaves the memory goes to disk; without a tier of storage it would be gone.
            .. new[] { "--storage-tier", "--logdir", directory },
            .. new[] { "--memory", "64m", "--page", "4m", "--index", "4m", "--lua", "-q" },
        ];

    private static FileStream Lock(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            return new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationFaultException(
                new Fault("Gateway:Redis:DataDirectory", $"'{directory}' cannot be used: {error.Message} One gateway at a time; several share a Redis.")
            );
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
