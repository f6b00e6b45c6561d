using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CustomGateway;
using Gateway.AuthServers;
using Gateway.Events;
using Gateway.Tests.AuthServers.Support;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Docker;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Scenarios;

/// <summary>samples/CustomGateway: what its README tells people to do is done here, word for word, and what its parts promise is so.</summary>
public sealed partial class CustomGatewayTests
{
    private const string Secret = "a-secret-of-at-least-32-characters";

    private static readonly string Sample = Repository.PathOf("samples", "CustomGateway");

    // "dotnet run" builds first, which has been done.
    private static readonly string RunAsBuilt = $$"""
        dotnet() {
          shift
          local program=CustomGateway
          if [[ ${1-} == --project ]]; then program=$(basename "$2"); shift 2; fi
          if [[ ${1-} == -- ]]; then shift; fi
          command dotnet "{{AppContext.BaseDirectory}}$program.dll" "$@"
        }

        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_walk_of_its_readme_goes_as_told()
    {
        foreach (var program in new[] { "bash", "curl", "dotnet" })
            Assert.SkipUnless(Executables.Find(program) is not null, $"{program} is not on PATH");
        foreach (var port in new[] { 7081, 7082, 7090 })
            Assert.SkipWhen(await ListensAsync(port), $"Somebody else listens on port {port}, which the commands name");
        using var repository = new TempDirectory();
        var folder = Directory.CreateDirectory(Path.Combine(repository.Path, "samples", "CustomGateway")).FullName;
        File.Copy(Path.Combine(Sample, "appsettings.json"), Path.Combine(folder, "appsettings.json"));
        var blocks = DocBlock.Of("samples", "CustomGateway", "README.md").Select(block => block.Text).ToList();
        blocks.Count.ShouldBe(3);

        await using var demo = Run(blocks[0], repository.Path);
        await demo.ReadyAsync(async () => await ListensAsync(7081) && await ListensAsync(7082));
        await using var gateway = Run(blocks[1], repository.Path);
        await gateway.ReadyAsync(() => ListensAsync(7090));
        gateway.Log.ShouldContain("The configuration has 1 fault(s):\n  Gateway:AuthServers:default:ClientSecret: is missing or short");
        gateway.Log.ShouldMatch("route +api ");
        gateway.Log.ShouldMatch("good +auth server default +answers");

        await using var walk = Run(blocks[2], folder);
        (await walk.ExitAsync()).ShouldBe(0, walk.Log);
        var tokens = TokenId().Matches(walk.Log).Select(id => id.Value).ToList();
        tokens.Distinct().Count().ShouldBe(2, walk.Log);
        walk.Log.ShouldNotContain("eyJ"); // how every JWT begins

        using var http = new HttpClient();
        await demo.ReadyAsync(async () => (await http.GetStringAsync(new Uri("http://localhost:7081/control"), Cancellation)).Contains("\"sign_outs\":1", StringComparison.Ordinal));
        var file = Path.Combine(folder, "events.jsonl");
        await gateway.ReadyAsync(async () => File.Exists(file) && (await File.ReadAllLinesAsync(file, Cancellation)).Length is 2);
        var events = (await File.ReadAllLinesAsync(file, Cancellation)).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        events.ConvertAll(one => one.GetProperty("type").GetString()).ShouldBe(["session.opened", "session.ended"]);
        events[1].GetProperty("subject").GetString().ShouldBe(events[0].GetProperty("subject").GetString());
    }

    [Fact]
    public async Task Each_call_is_signed_over_its_time_and_body()
    {
        await using var server = await ScriptedServer.StartAsync(
            Step.Json(200, """{"access_token":"new","refresh_token":"next","expires_in":90}"""),
            Step.Json(401, "{}"),
            Step.Json(403, "{}", ("Retry-After", "7")),
            Step.Json(200, "{}")
        );
        var time = new FakeTime();
        using var client = new SignedAuthServer(time);
        using var configured = ConfiguredAuthServer.WithClients(time, $$"""{ "default": { "BaseAddress": "{{server.Address}}", "ClientId": "me", "ClientSecret": "{{Secret}}" } }""", client);
        (await configured.FaultsAsync()).ShouldBeEmpty();
        var tokens = Session.At(time.GetUtcNow());

        var granted = (await configured.Server.RefreshAsync(tokens, Cancellation)).ShouldBeOfType<RefreshAnswer.Granted>().Tokens;
        (granted.AccessToken.Reveal(), granted.RefreshToken.Reveal(), granted.AccessLifetime).ShouldBe(("new", "next", TimeSpan.FromSeconds(90)));
        (await configured.Server.RefreshAsync(tokens, Cancellation)).ShouldBeOfType<RefreshAnswer.Denied>();
        (await configured.Server.RefreshAsync(tokens, Cancellation)).ShouldBe(new RefreshAnswer.Unavailable("answered 403", TimeSpan.FromSeconds(7)));
        (await configured.Server.SignOutAsync(tokens, Cancellation)).ShouldBe(SignOutOutcome.Told);

        server.Requests.Select(request => request.Path).ShouldBe(["/refresh", "/refresh", "/refresh", "/signout"]);
        foreach (var request in server.Requests)
        {
            request.Body.ShouldBe("""{"refresh_token":"old-refresh"}""");
            request.Headers["X-Client"].ShouldBe("me");
            var t = time.GetUtcNow().ToUnixTimeSeconds();
            var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{t}.{request.Body}"));
            request.Headers["X-Signature"].ShouldBe($"t={t},v1={Convert.ToHexStringLower(expected)}");
        }
    }

    [Theory]
    [InlineData("""{ "ClientId": "me", "ClientSecret": "0123456789012345678901234567890123456789" }""", "BaseAddress: is missing")]
    [InlineData("""{ "BaseAddress": "https://a", "ClientSecret": "0123456789012345678901234567890123456789" }""", "ClientId: is missing")]
    [InlineData("""{ "BaseAddress": "https://a", "ClientId": "me", "ClientSecret": "short" }""", "ClientSecret: is missing or short")]
    public async Task What_it_misses_in_its_entry_is_a_fault(string json, string fault)
    {
        using var client = new SignedAuthServer(new FakeTime());
        using var configured = ConfiguredAuthServer.WithClients($$"""{ "default": {{json}} }""", client);

        (await configured.FaultsAsync()).ShouldContain(found => found.StartsWith($"Gateway:AuthServers:default:{fault}", StringComparison.Ordinal));
    }

    // Fails when ids are not read back after a restart, or a line that a crash has torn swallows the next.
    [Fact]
    public async Task An_event_is_written_once_however_often_it_is_told()
    {
        using var folder = new TempDirectory();
        var path = Path.Combine(folder.Path, "events.jsonl");

        await TellAsync(path, "one", "two", "one");
        await File.AppendAllTextAsync(path, """{"id":"thr""", Cancellation);
        await TellAsync(path, "two", "three", "four");

        (await File.ReadAllLinesAsync(path, Cancellation)).ShouldBe([Json("one"), Json("two"), """{"id":"thr""", Json("three"), Json("four")]);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_fails_and_is_written_later()
    {
        using var folder = new TempDirectory();
        var path = Path.Combine(folder.Path, "later", "events.jsonl");
        var options = new EventFileOptions { Path = path };
        options.Check("Gateway:EventFile").ShouldHaveSingleItem().Key.ShouldBe("Gateway:EventFile:Path");
        using var sink = new EventFile(Options.Create(options));
        await Should.ThrowAsync<IOException>(sink.DeliverAsync(Event("one"), Cancellation));

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        (await sink.DeliverAsync(Event("one"), Cancellation)).ShouldBeOfType<DeliveryOutcome.Delivered>();

        (await File.ReadAllLinesAsync(path, Cancellation)).ShouldBe([Json("one")]);
        options.Check("Gateway:EventFile").ShouldBeEmpty();
    }

    [Fact]
    public void What_the_page_on_extending_shows_is_what_is_there()
    {
        string[] shown = ["samples/CustomGateway/Program.cs", "src/Gateway/Events/IEventSink.cs", "src/Gateway/AuthServers/IAuthServerClient.cs"];
        var blocks = DocBlock.Of("docs", "extending.md").Where(block => block.Language is "csharp").ToList();

        blocks.Count.ShouldBe(shown.Length);
        foreach (var (block, file) in blocks.Zip(shown))
            foreach (var line in block.Text.Split('\n').Select(line => line.Split("//")[0].Split("=> …")[0].Trim()).Where(line => line.Length > 1))
                File.ReadAllText(Repository.PathOf(file)).ShouldContain(line, Case.Sensitive, file);
    }

    private static async Task TellAsync(string path, params string[] ids)
    {
        using var sink = new EventFile(Options.Create(new EventFileOptions { Path = path }));
        foreach (var id in ids)
            (await sink.DeliverAsync(Event(id), Cancellation)).ShouldBeOfType<DeliveryOutcome.Delivered>();
    }

    private static CloudEvent Event(string id) => new(id, "session.opened", DateTimeOffset.UnixEpoch, Json(id));

    private static string Json(string id) => $$"""{"id":"{{id}}"}""";

    private static Container Run(string commands, string folder) => Container.Start("bash", ["-c", RunAsBuilt + commands], folder);

    private static async Task<bool> ListensAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("localhost", port, Cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [GeneratedRegex("\"jti\": \"[^\"]+\"", RegexOptions.None, 1000)]
    private static partial Regex TokenId();
}
