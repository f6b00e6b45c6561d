using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Gateway.Tests.StandIns;

/// <summary>The Redis server of one test, on ports and in a folder of its own, with TLS and without; it can be killed and frozen.</summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(10);

    private readonly string _executable;
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-stand-ins-").FullName;
    private readonly X509Certificate2 _certificate = SelfSigned();
    private Process? _process;

    private RedisProcess(string executable)
    {
        _executable = executable;
        File.WriteAllText(InFolder("server.crt"), _certificate.ExportCertificatePem());
        File.WriteAllText(InFolder("server.key"), _certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    public int Port { get; } = FreePort();
    public int TlsPort { get; } = FreePort();

    public bool IsOwnCertificate(X509Certificate? certificate) =>
        certificate is not null && certificate.GetCertHash().AsSpan().SequenceEqual(_certificate.GetCertHash());

    /// <summary>A running server; the test is skipped when there is none to run.</summary>
    public static async Task<RedisProcess> StartAsync(CancellationToken cancellationToken)
    {
        var executable = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "redis-server"))
            .FirstOrDefault(File.Exists);
        if (executable is null)
            Assert.Skip("redis-server is not on PATH");

        var redis = new RedisProcess(executable);
        try
        {
            await redis.RunAsync(cancellationToken);
            return redis;
        }
        catch
        {
            await redis.DisposeAsync();
            throw;
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            .. Option("port", Port.ToString(CultureInfo.InvariantCulture)),
            .. Option("tls-port", TlsPort.ToString(CultureInfo.InvariantCulture)),
            .. Option("tls-cert-file", InFolder("server.crt")),
            .. Option("tls-key-file", InFolder("server.key")),
            .. Option("tls-ca-cert-file", InFolder("server.crt")),
            .. Option("tls-auth-clients", "no"),
            .. Option("bind", "127.0.0.1"),
            .. Option("dir", _folder),
            .. Option("save", ""),
        ];
        var start = new ProcessStartInfo(_executable, arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        _process = Process.Start(start)!;
        await ReadyAsync(_process, cancellationToken);
    }

    /// <summary>Ends the server at once, as a crash does.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process!.Kill();
        await _process.WaitForExitAsync(cancellationToken);
        _process.Dispose();
        _process = null;
    }

    public Task FreezeAsync(CancellationToken cancellationToken) => SignalAsync("-STOP", cancellationToken);

    public Task ThawAsync(CancellationToken cancellationToken) => SignalAsync("-CONT", cancellationToken);

    /// <summary>Cuts the connections that commands run on.</summary>
    public async Task KillConnectionsAsync(CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync("CLIENT KILL TYPE normal SKIPME yes\r\n"u8.ToArray(), cancellationToken);
        using var answers = new StreamReader(stream, Encoding.ASCII);
        var answer = await answers.ReadLineAsync(cancellationToken);
        answer.ShouldNotBeNull().ShouldStartWith(":");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await KillAsync(CancellationToken.None); // ends a frozen one too

        _certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task SignalAsync(string signal, CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", [signal, _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(cancellationToken);
        kill.ExitCode.ShouldBe(0);
    }

    private static async Task ReadyAsync(Process process, CancellationToken cancellationToken)
    {
        var said = new ConcurrentQueue<string>();
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            said.Enqueue(line.Data ?? "(it ended)");
            if (line.Data is null)
                ready.TrySetException(new InvalidOperationException(string.Join(Environment.NewLine, said)));
            else if (line.Data.Contains("Ready to accept connections", StringComparison.Ordinal))
                ready.TrySetResult();
        };
        process.BeginOutputReadLine();
        await ready.Task.WaitAsync(StartLimit, cancellationToken);
    }

    private static string[] Option(string name, string value) => [$"--{name}", value];

    private string InFolder(string name) => Path.Combine(_folder, name);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
    }
}
