using System.Diagnostics;
using System.Globalization;

namespace Gateway.Tests.Support.Stores;

/// <summary>A Redis Sentinel that watches one primary under the name <c>mymaster</c> and decides alone.</summary>
public sealed class RedisSentinel : IAsyncDisposable
{
    public const string ServiceName = "mymaster";

    private readonly TempDirectory _folder = new();
    private readonly int _port;
    private Process? _process;

    private RedisSentinel(int port) => _port = port;

    public string Configuration => $"127.0.0.1:{_port}";

    /// <summary>Started, and it knows of the replica, where there is one.</summary>
    public static async Task<RedisSentinel> StartAsync(RedisServer primary, string password, bool hasReplica = true, int? port = null)
    {
        var sentinel = new RedisSentinel(port ?? FreePort.Next());
        await sentinel.RunAsync(primary, password, until: hasReplica ? "+slave slave " : "+monitor master ");
        return sentinel;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
        _folder.Dispose();
    }

    private async Task RunAsync(RedisServer primary, string password, string until)
    {
        var file = Path.Combine(_folder.Path, "sentinel.conf"); // it writes there what it finds out
        await File.WriteAllTextAsync(
            file,
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                port {_port}
                bind 127.0.0.1
                dir {_folder.Path}
                requirepass {password}
                sentinel monitor {ServiceName} 127.0.0.1 {primary.Port} 1
                sentinel auth-pass {ServiceName} {password}
                sentinel down-after-milliseconds {ServiceName} 1000
                sentinel failover-timeout {ServiceName} 10000
                """
            )
        );
        _process = Executables.Start("redis-server", [file, "--sentinel"]);
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            if (line.Contains(until, StringComparison.Ordinal))
            {
                _process.StandardOutput.Dispose(); // so that the pipe never fills
                return;
            }
        throw new InvalidOperationException($"The sentinel ended with {_process.ExitCode}");
    }
}
