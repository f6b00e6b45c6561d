using System.Globalization;
using System.Net;
using Demo.AuthServer;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios.Stores;

/// <summary>A Redis that speaks TLS alone, with certificates of an authority that nobody else knows, and asks its clients for theirs, as Redis does by default.</summary>
public sealed class OverTls : IAsyncLifetime
{
    private readonly TestAuthority _authority = new();
    private (string Certificate, string Key) _client;
    private int _port;
    private RedisServer _redis = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _port = FreePort.Next();
        var server = _authority.Issue("localhost");
        _client = _authority.Issue("gateway");
        string[] tls = ["--tls-port", _port.ToString(CultureInfo.InvariantCulture), "--tls-cert-file", server.Certificate, "--tls-key-file", server.Key];
        _redis = await RedisServer.StartAsync([.. tls, "--tls-ca-cert-file", _authority.CertificateFile, "--port", "0"]);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_redis is not null)
            await _redis.DisposeAsync();
        _authority.Dispose();
    }

    [Fact]
    public async Task Sessions_lie_in_it_where_each_proves_who_it_is()
    {
        await using var world = await StartAsync(_authority.CertificateFile);
        await world.SignInAsync();
        world.Expire();

        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        world.Auth.Counters.RefreshCalls.Value.ShouldBe(1);
    }

    // Fails when the files are read only once.
    [Fact]
    public async Task A_server_of_another_authority_gets_nothing_until_the_file_names_it()
    {
        using var another = new TestAuthority();
        using var folder = new TempDirectory();
        var believed = Path.Combine(folder.Path, "authorities.pem");
        File.Copy(another.CertificateFile, believed);
        await using var world = await StartAsync(believed);
        await ShouldBeAwayAsync(world);

        await File.AppendAllTextAsync(believed, "\n" + await File.ReadAllTextAsync(_authority.CertificateFile, Cancellation), Cancellation);
        await world.StoreIsBackAsync();

        await world.SignInAsync();
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public Task Neither_a_server_of_another_name_nor_a_gateway_without_a_certificate_is_taken() =>
        Task.WhenAll(
            IsNotTakenAsync(StartAsync(_authority.CertificateFile, name: "redis.example.com")), // its certificate is for localhost
            IsNotTakenAsync(StartAsync(_authority.CertificateFile, showsCertificate: false))
        );

    private static async Task IsNotTakenAsync(Task<World> starting)
    {
        await using var world = await starting;
        await ShouldBeAwayAsync(world);
    }

    private static async Task ShouldBeAwayAsync(World world) =>
        await (
            await world.Browser.PostJsonAsync("/login", new { email = DemoAuthServerOptions.DemoEmail, password = DemoAuthServerOptions.DemoPassword })
        ).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "session_store_unavailable");

    private Task<World> StartAsync(string authority, string name = "localhost", bool showsCertificate = true) =>
        World.StartAsync(
            StoreKind.Embedded,
            settings =>
            {
                settings["Gateway:Redis:Configuration"] = $"127.0.0.1:{_port},ssl=true,sslHost={name}";
                settings["Gateway:Redis:Timeout"] = "00:00:00.500";
                settings["Gateway:Redis:CertificateAuthority"] = authority;
                settings["Gateway:Redis:ClientCertificate"] = showsCertificate ? _client.Certificate : "";
                settings["Gateway:Redis:ClientKey"] = showsCertificate ? _client.Key : "";
            }
        );
}
