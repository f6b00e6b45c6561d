using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Benchmarks.Servers;

/// <summary>A redis-server from PATH on a free port, in a folder of its own.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly Process _process;

    private RedisServer(Process process, int port) => (_process, Configuration) = (process, $"127.0.0.1:{port}");

    public string Configuration { get; }

    /// <summary>Started and ready; null where there is no redis-server, and the gateway uses its embedded store.</summary>
    public static async Task<RedisServer?> StartAsync(string folder)
    {
        if (Executables.Find("redis-server") is not { } path)
            return null;
        var port = FreePort();
        string[] args = ["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", folder, "--appendonly", "yes"];
        var server = new RedisServer(Executables.Start(path, args), port);
        while (await server._process.StandardOutput.ReadLineAsync() is { } line)
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                _ = server._process.StandardOutput.ReadToEndAsync(); // so that the pipe never fills
                return server;
            }
        throw new BenchmarkException($"redis-server ended with {server._process.ExitCode}.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
