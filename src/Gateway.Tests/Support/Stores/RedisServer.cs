using System.Diagnostics;
using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace Gateway.Tests.Support.Stores;

/// <summary>A redis-server from PATH on a free port, in a folder of its own.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TempDirectory _folder = new();
    private readonly int _port = FreePort.Next();
    private readonly string[] _options;
    private readonly string? _password;
    private readonly bool _isHeard;
    private Process? _process;

    private RedisServer(string[] options, bool isHeard)
    {
        (_options, _isHeard) = (options, isHeard);
        _password = Array.IndexOf(options, "--requirepass") is >= 0 and var at ? options[at + 1] : null;
    }

    public int Port => _port;

    public string Configuration => $"127.0.0.1:{_port}";

    public EndPoint EndPoint => new IPEndPoint(IPAddress.Loopback, _port);

    /// <summary>Started and ready, with <paramref name="options"/> beside the usual ones, as its command line has them. Skips the test where there is no redis-server.</summary>
    public static async Task<RedisServer> StartAsync(params string[] options)
    {
        Assert.SkipUnless(Executables.Find("redis-server") is not null, "redis-server is not on PATH and GATEWAY_TEST_REDIS names no other");
        var server = new RedisServer(options, isHeard: false);
        await server.RunAsync();
        return server;
    }

    /// <summary>The same, and <see cref="LoggedAsync"/> can be asked. For servers that live for seconds: nobody empties the pipe of their log.</summary>
    public static async Task<RedisServer> StartHeardAsync(params string[] options)
    {
        Assert.SkipUnless(Executables.Find("redis-server") is not null, "redis-server is not on PATH");
        var server = new RedisServer(options, isHeard: true);
        await server.RunAsync();
        return server;
    }

    /// <summary>A replica of <paramref name="primary"/> that has all that it has, and can be heard.</summary>
    public static async Task<RedisServer> StartReplicaAsync(RedisServer primary, params string[] options)
    {
        await primary.SayAsync("CONFIG", "SET", "repl-diskless-sync-delay", "0"); // it would wait five seconds for more replicas
        var replica = await StartHeardAsync(["--replicaof", "127.0.0.1", primary.Port.ToString(CultureInfo.InvariantCulture), .. options]);
        await replica.HasSyncedAsync();
        return replica;
    }

    /// <summary>Runs it, also once more after it was killed: on the same port and the same data.</summary>
    public async Task RunAsync()
    {
        var port = _port.ToString(CultureInfo.InvariantCulture);
        _process = Executables.Start("redis-server", ["--port", port, "--bind", "127.0.0.1", "--dir", _folder.Path, "--appendonly", "yes", .. _options]);
        await LoggedAsync("Ready to accept connections");
        if (!_isHeard)
            _process.StandardOutput.Dispose(); // so that the pipe never fills; a reader would hold a thread
    }

    /// <summary>Ends when it has logged a line with <paramref name="text"/> that nobody was told of before.</summary>
    public async Task LoggedAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await _process!.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            if (line.Contains(text, StringComparison.Ordinal))
                return;
        throw new InvalidOperationException($"redis-server ended before it logged '{text}'");
    }

    /// <summary>Ends when it has all that its primary has.</summary>
    public Task HasSyncedAsync() => LoggedAsync("Finished with success");

    /// <summary>What redis-cli says to a command. Skips the test where there is no redis-cli.</summary>
    public async Task<string> CliAsync(params string[] command)
    {
        Assert.SkipUnless(Executables.Find("redis-cli") is not null, "redis-cli is not on PATH");
        using var cli = Executables.Start("redis-cli", ["-p", _port.ToString(CultureInfo.InvariantCulture), .. command]);
        var output = await cli.StandardOutput.ReadToEndAsync();
        await cli.WaitForExitAsync();
        cli.ExitCode.ShouldBe(0, output);
        return output.Trim();
    }

    /// <summary>Its answer to a command.</summary>
    public async Task<string> SayAsync(params string[] command)
    {
        await using var client = await ConnectAsync();
        return (await client.GetServer(EndPoint).ExecuteAsync(command[0], command[1..])).ToString();
    }

    /// <summary>Ends when the answer to a command is such. Nothing tells of that, so it is asked again and again; a failover throws clients out.</summary>
    public async Task UntilAsync(string[] command, Func<string, bool> isSuch)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await IsSuchAsync())
            await Task.Delay(20, patience.Token);

        async Task<bool> IsSuchAsync()
        {
            try
            {
                return isSuch(await SayAsync(command));
            }
            catch (RedisConnectionException)
            {
                return false;
            }
        }
    }

    /// <summary>Names of the commands that it has carried out since its statistics were last reset.</summary>
    public async Task<IReadOnlyList<string>> CommandsAsync() =>
        [.. (await CliAsync("INFO", "commandstats")).Split('\n').Where(line => line.StartsWith("cmdstat_", StringComparison.Ordinal)).Select(line => line["cmdstat_".Length..].Split(':')[0])];

    private Task<ConnectionMultiplexer> ConnectAsync() => ConnectionMultiplexer.ConnectAsync($"{Configuration},password={_password},allowAdmin=true");

    /// <summary>Ends it as a crash does.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
            return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Stops it where it is (SIGSTOP): connections stay open, nothing is answered.</summary>
    public Task FreezeAsync() => Signals.FreezeAsync(_process!);

    /// <summary>Lets it go on after a freeze.</summary>
    public Task ThawAsync() => Signals.ThawAsync(_process!);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Dispose();
    }
}
