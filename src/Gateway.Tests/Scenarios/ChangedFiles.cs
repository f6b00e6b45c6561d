using System.Net;
using System.Security.Cryptography;
using Gateway.AuthServers.Contracts;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Tests.Scenarios;

/// <summary>Files that change while the gateway runs. One that cannot be read is as it was when it was last good.</summary>
public sealed class ChangedFiles
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_clients_key_that_is_rotated_in_its_file_signs_from_then_on()
    {
        using var folder = new TempDirectory();
        var path = Path.Combine(folder.Path, "client.pem");
        using var first = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var second = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(path, first.ExportPkcs8PrivateKeyPem(), Cancellation);
        var source = new ClientKeySource(path, "kid", NullLogger.Instance);
        XOf(source).ShouldBe(first.ExportParameters(false).Q.X);

        await File.WriteAllTextAsync(path, second.ExportPkcs8PrivateKeyPem(), Cancellation);
        XOf(source).ShouldBe(second.ExportParameters(false).Q.X);

        await File.WriteAllTextAsync(path, "-----BEGIN PRIVATE KEY-----\nhalf", Cancellation);
        XOf(source).ShouldBe(second.ExportParameters(false).Q.X);
        File.Delete(path);
        XOf(source).ShouldBe(second.ExportParameters(false).Q.X);
    }

    // Fails on the framework's own provider: it forgets the file, and the next change of any other source takes the routes away; or when what is kept is the file of the start.
    [Fact]
    public async Task A_file_that_cannot_be_read_stays_as_it_was_and_secrets_come_from_files_of_their_own()
    {
        await using var api = await Destination.StartAsync();
        using var directory = new TempDirectory();
        var (settings, secret) = (Path.Combine(directory.Path, "appsettings.json"), Path.Combine(Directory.CreateDirectory(Path.Combine(directory.Path, "secrets")).FullName, "Gateway__Admin__Key"));
        await File.WriteAllTextAsync(settings, Settings(api.Address, "/public"), Cancellation);
        await File.WriteAllTextAsync(secret, AdminClient.Key + "\n", Cancellation);
        var (own, admins) = ($"http://127.0.0.1:{FreePort.Next()}", $"http://127.0.0.1:{FreePort.Next()}");
        await using var gateway = await GatewayProcess.StartAsync(directory.Path, [new("urls", own), new("Gateway:Admin:Url", admins), new("Gateway:Secrets:Directory", "secrets")]);
        await gateway.LoggedAsync("Application started", Cancellation);
        using var admin = new HttpClient { BaseAddress = new Uri(admins) };
        (await CountsAsync(admin, AdminClient.Key)).ShouldBe(HttpStatusCode.OK);
        gateway.OpenFiles.ShouldNotContain("anon_inode:inotify"); // of which a machine may have none left

        await File.WriteAllTextAsync(settings, Settings(api.Address, "/later"), Cancellation);
        await gateway.LoggedAsync("The configuration has changed: ReverseProxy:Routes:only:Match:Path", Cancellation);

        // What comes behind the fault is what a parser's own message repeats.
        await File.WriteAllTextAsync(settings, $$"""{ "ReverseProxy": { "Enabled": ture, "Key": "{{AdminClient.AnotherKey}}" } }""", Cancellation);
        await gateway.LoggedAsync("appsettings.json was changed and cannot be read: line 1, byte 33, so it stays as it was", Cancellation);
        using (var scrape = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { { "Authorization", $"Bearer {AdminClient.Key}" } } })
        using (var scraped = await admin.SendAsync(scrape, Cancellation))
            (await scraped.Content.ReadAsStringAsync(Cancellation)).ShouldMatch(@"gateway_configuration_in_force\{[^}]*\} 0");
        File.Delete(settings);
        await gateway.LoggedAsync("appsettings.json is missing, so it stays as it was", Cancellation);
        await File.WriteAllTextAsync(secret, AdminClient.AnotherKey, Cancellation);
        await gateway.LoggedAsync("The configuration has changed: Gateway:Admin:Key", Cancellation);

        (await CountsAsync(admin, AdminClient.Key)).ShouldBe(HttpStatusCode.Unauthorized);
        (await CountsAsync(admin, AdminClient.AnotherKey)).ShouldBe(HttpStatusCode.OK);
        using var browser = new Browser(new Uri(own));
        (await browser.GetAsync("/later")).StatusCode.ShouldBe(HttpStatusCode.OK);
        gateway.Log.ShouldNotContain(AdminClient.AnotherKey);
    }

    private static async Task<HttpStatusCode> CountsAsync(HttpClient client, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sessions/counts") { Headers = { { "Authorization", $"Bearer {key}" } } };
        using var answer = await client.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }

    private static byte[] XOf(ClientKeySource source) =>
        ((ECDsaSecurityKey)source.Current.Key).ECDsa.ExportParameters(false).Q.X!;

    private static string Settings(Uri api, string path) =>
        $$"""
        {
          "ReverseProxy": {
            "Routes": { "only": { "ClusterId": "api", "Match": { "Path": "{{path}}" }, "Metadata": { "Session": "None" } } },
            "Clusters": { "api": { "Destinations": { "one": { "Address": "{{api}}" } } } }
          }
        }
        """;
}
