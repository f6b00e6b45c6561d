using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Gateway.Lifecycle;
using Gateway.Sessions;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;
using StackExchange.Redis;

namespace Gateway.Tests.Scenarios;

/// <summary>
/// One walk through everything that can go wrong, with marked tokens, device ids, a marked password and client secret: none of them is in a log line, a metric, a trace, an error's
/// body or the store.
/// </summary>
[Collection<RunsAlone>]
public sealed partial class Secrets(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Mark = "SECRETMARK";
    private const string ClientSecret = Mark + "-client-secret";

    private static readonly string[] Foreign = ["Microsoft", "Microsoft.AspNetCore", "Microsoft.Extensions.Http", "System.Net.Http", "Yarp", "StackExchange"];
    private static readonly string[] Everything = ["Default", .. new[] { "Gateway", "Gateway.Observability.RequestLog", "Garnet" }.Concat(Foreign).Select(source => "Override:" + source)];

    private readonly RawServer _auth = new();
    private readonly List<string> _devices = [];
    private readonly List<string> _bodies = [];
    private RedisServer _redis = null!;
    private World _world = null!;
    private int _issued;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_world is not null)
            await _world.DisposeAsync();
        _auth.Dispose();
        if (_redis is not null)
            await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_tells_them_by_default_whatever_the_gateway_itself_is_asked_to_log()
    {
        using var captured = new Captured();
        await WalkAsync(
            settings =>
            {
                settings["Serilog:MinimumLevel:Override:Gateway"] = "Verbose";
                settings["Serilog:MinimumLevel:Override:Gateway.Observability.RequestLog"] = "Verbose";
                // Back to what LogSetup says of the others.
                foreach (var source in Foreign)
                    settings[$"Serilog:MinimumLevel:Override:{source}"] = "Warning";
                settings["Serilog:MinimumLevel:Default"] = "Verbose";
                settings["Serilog:MinimumLevel:Override:Garnet"] = "Error";
            }
        );
        var dump = await DumpAsync();

        captured.Log.ShouldContain(line => line.Contains("Gateway.Observability.RequestLog", StringComparison.Ordinal));
        captured.Log.ShouldContain(line => line.Contains("could not refresh", StringComparison.Ordinal));
        captured.Metrics.ShouldNotBeEmpty();
        captured.Traces.ShouldNotBeEmpty();
        _bodies.Count.ShouldBeGreaterThan(10);
        dump.ShouldContain("access_token");
        Check("log", captured.Log);
        Check("metrics", captured.Metrics);
        // What .NET's HTTP client cannot read it quotes; that a token stands where a header should is not to be expected of an auth server.
        Check("traces", captured.Traces.Where(trace => !trace.Contains("Received an invalid", StringComparison.Ordinal)));
        Check("answers", _bodies);
        Check("store", [dump]);
    }

    /// <summary>docs/security.md names the sources that tell too much below Warning; here it is seen which do.</summary>
    [Fact]
    public async Task Of_all_sources_only_those_that_the_documentation_names_tell_more_when_asked_for_all()
    {
        using var captured = new Captured();
        await WalkAsync(settings =>
        {
            foreach (var source in Everything)
                settings[$"Serilog:MinimumLevel:{source}"] = "Verbose";
        });

        var telling = captured.Log.Where(Tells).Select(line => SourceContext().Match(line).Groups["name"].Value).Distinct().Order().ToList();
        output.WriteLine(string.Join('\n', telling));
        output.WriteLine(string.Join('\n', captured.Log.Where(Tells).DistinctBy(line => SourceContext().Match(line).Value)));

        var documented = DocumentedSource().Matches(await File.ReadAllTextAsync(Repository.PathOf("docs", "security.md"), Cancellation)).Select(match => match.Groups["name"].Value).ToList();
        documented.ShouldNotBeEmpty();
        telling.ShouldNotBeEmpty();
        telling.Where(source => !documented.Exists(known => source == known || source.StartsWith(known + ".", StringComparison.Ordinal))).ShouldBeEmpty();
        telling.ShouldAllBe(source => !source.StartsWith("Gateway", StringComparison.Ordinal));
    }

    private async Task WalkAsync(Action<Dictionary<string, string?>> logs)
    {
        _world = await World.StartAsync(
            StoreKind.Embedded,
            settings =>
            {
                settings["Gateway:Redis:Configuration"] = _redis.Configuration;
                settings["Gateway:Redis:Timeout"] = "00:00:00.500";
                settings["Gateway:SignIn:Page"] = "/sign-in";
                settings["Gateway:AuthServers:default:BaseAddress"] = _auth.Address.ToString();
                settings["Gateway:AuthServers:default:ClientId"] = "gateway";
                settings["Gateway:AuthServers:default:ClientSecret"] = ClientSecret;
                settings["Gateway:AuthServers:default:Refresh:Body"] = "Form";
                settings["Gateway:AuthServers:default:SignOut:Body"] = "Form";
                settings["ReverseProxy:Clusters:auth:Destinations:one:Address"] = _auth.Address.ToString();
                logs(settings);
            }
        );
        await SignInAsync();
        await FailToSignInAsync();
        await FailToRefreshAsync();
        await SpoilTheRecordAsync();
        await ReplayAsync();
        await EndAsync();
        await AskForNonsenseAsync();
        await WithoutStoreAsync();
    }

    private async Task FailToSignInAsync()
    {
        foreach (
            var answer in new[]
            {
                RawServer.Json($$"""{"access_token":"{{Mark}}-cut"""),
                RawServer.Json($$"""{"access_token":"{{Mark}}\r\nX-Evil: 1"}"""),
                RawServer.Json($$"""{"access_token":"{{Mark}}","refresh_token":"{{Mark}}\u0000"}"""),
                Http($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: br\r\nContent-Length: 10\r\n\r\n{Mark}"),
                Http($"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{Mark}"),
                Http($"HTTP/1.1 200 {Mark}\r\nno header\r\n\r\n"),
                Http(""),
            }
        )
        {
            _auth.Answer = _ => answer;
            await KeepAsync(await PostSignInAsync(_world.Browser));
        }
    }

    private async Task FailToRefreshAsync()
    {
        foreach (
            var answer in new[]
            {
                Http($"HTTP/1.1 500 {Mark}\r\nContent-Length: 10\r\n\r\n{Mark}"),
                Http($"HTTP/1.1 503 No\r\nRetry-After: {Mark}\r\nContent-Length: 0\r\n\r\n"),
                Http($"HTTP/1.1 302 Found\r\nLocation: /elsewhere?token={Mark}\r\nContent-Length: 0\r\n\r\n"),
                Http($"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{Mark}"),
                Http($"HTTP/1.1 200 OK\r\n{Mark}\r\n\r\n"),
                Http(Mark),
                Http(""),
                RawServer.Json($$"""{"access_token":"{{Mark}}\n"}"""),
                RawServer.Json($$"""{"error":"{{Mark}}","error_description":"{{Mark}}"}"""),
                Http($"HTTP/1.1 400 No\r\nContent-Length: 200\r\n\r\n{$$"""{"error":"{{Mark.ToLowerInvariant()}}_x"}""",-200}"),
                Http($"HTTP/1.1 401 {Mark}\r\nContent-Length: 200\r\n\r\n{$$"""{"error":"invalid_grant","error_description":"{{Mark}}"}""",-200}"),
            }
        )
        {
            await SignInAsync();
            _world.Time.Advance(TimeSpan.FromMinutes(6));
            _auth.Answer = _ => answer;
            await KeepAsync(await _world.Browser.GetAsync($"/api/x?code={Mark}"));
        }
    }

    private async Task SpoilTheRecordAsync()
    {
        await SignInAsync();
        var database = _world.Store.Connect(_world.Gateway).GetDatabase();
        foreach (var record in await RecordsAsync())
            await database.HashSetAsync(record, [new("access_token", "v1.AAAA"), new("version", "77")]);
        _world.Time.Advance(TimeSpan.FromSeconds(6)); // past CacheMaxAge
        await KeepAsync(await _world.Browser.GetAsync("/api/spoilt"));
        foreach (var record in await RecordsAsync())
        {
            await database.KeyDeleteAsync(record);
            await database.ListLeftPushAsync(record, "a list");
        }
        await KeepAsync(await _world.Browser.GetAsync("/api/spoilt", ("Cookie", $"device_id={_devices[^1]}")));
        foreach (var record in await RecordsAsync())
            await database.KeyDeleteAsync(record);
    }

    private async Task ReplayAsync()
    {
        await SignInAsync();
        _world.Api.AnswerNext(DestinationAnswer.Unauthorized);
        _auth.Answer = _ => Granted();
        await KeepAsync(await _world.Browser.GetAsync("/api/replayed"));
        _world.Api.AnswerNext(DestinationAnswer.Unauthorized);
        _auth.Answer = _ => Http($"HTTP/1.1 401 {Mark}\r\nContent-Length: 0\r\n\r\n");
        await KeepAsync(await _world.Browser.GetAsync("/api/replayed"));
    }

    private async Task EndAsync()
    {
        await SignInAsync();
        _auth.Answer = _ => Http($"HTTP/1.1 500 {Mark}\r\nContent-Length: 10\r\n\r\n{Mark}");
        await KeepAsync(await _world.Browser.PostAsync("/auth/sign-out"));
        await SignInAsync();
        var read = await _world.Service<SessionStore>().FindAsync(Gateway.Devices.DeviceId.Parse(_devices[^1])!.Value);
        await _world.Service<SessionLifecycle>().EndAsync(SessionEntry.Of(read.ShouldBeOfType<StoreAnswer.Current>().Session), EndReason.RevokedByAdmin);
        await KeepAsync(await _world.Browser.GetAsync("/auth/session"));
        await KeepAsync(await _world.Browser.GetAsync("/api/revoked", ("Cookie", $"device_id={_devices[^1]}")));
    }

    private async Task AskForNonsenseAsync()
    {
        await SignInAsync();
        await KeepAsync(await _world.Browser.GetAsync($"/nowhere?token={Mark}", ("Authorization", $"Bearer {Mark}")));
        await KeepAsync(await _world.Browser.GetAsync($"/api?token={Mark}", ("Cookie", $"device_id={Mark}-0123456789-0123456789")));
        await KeepAsync(await _world.Browser.GetAsync($"/api?token={Mark}", ("Cookie", $"device_id={Mark} not well-formed")));
        await KeepAsync(await _world.Browser.GetAsync($"/api?token={Mark}", ("Cookie", $"device_id={Mark}-0123456789-0123456789"), ("Sec-Fetch-Mode", "cors"), ("Authorization", Mark)));
        foreach (var bad in new[] { $"Authorization : {Mark}", $"Content-Length: {Mark}", $"Cookie: device_id={_devices[^1]}\0", $"Host: {Mark} x", $"X: {new string('x', 40_000)}{Mark}" })
            _bodies.Add(await RawHttp.AskAsync(_world.Gateway.Address, "GET /api/x", [$"Cookie: device_id={_devices[^1]}", bad]));
        await _world.Api.GoOfflineAsync();
        await KeepAsync(await _world.Browser.GetAsync($"/api/away?token={Mark}"));
        await KeepAsync(await _world.Browser.GetAsync($"/public/away?token={Mark}"));
        await _world.Api.GoOnlineAsync();
    }

    private async Task WithoutStoreAsync()
    {
        await SignInAsync();
        await _redis.KillAsync();
        await KeepAsync(await _world.Browser.GetAsync("/api/cached"));
        await KeepAsync(await _world.Browser.GetAsync("/api/unknown", ("Cookie", "device_id=well-formed-and-unknown")));
        _auth.Answer = _ => Granted();
        await KeepAsync(await PostSignInAsync(_world.Browser));
        await KeepAsync(await _world.Browser.PostAsync("/auth/sign-out"));
        await KeepAsync(await _world.Browser.GetAsync("/auth/session"));
        _world.Time.Advance(TimeSpan.FromMinutes(6));
        await KeepAsync(await _world.Browser.GetAsync("/api/expired"));
        await _redis.RunAsync();
        await _world.StoreIsBackAsync();
        await SignInAsync();
    }

    private async Task SignInAsync()
    {
        _auth.Answer = _ => Granted();
        (await PostSignInAsync(_world.Browser)).StatusCode.ShouldBe(HttpStatusCode.OK);
        _devices.Add(_world.Browser.DeviceId!);
        await KeepAsync(await _world.Browser.GetAsync("/api/signed-in"));
    }

    private static Task<HttpResponseMessage> PostSignInAsync(Browser browser) =>
        browser.PostJsonAsync($"/login?code={Mark}", new { email = "person@example.com", password = Mark + "-password" });

    private byte[] Granted() =>
        RawServer.Json($$"""{"access_token":"{{Mark}}-access-{{++_issued}}","refresh_token":"{{Mark}}-refresh-{{_issued}}","id_token":"{{Mark}}-id-{{_issued}}","expires_in":300}""");

    private static byte[] Http(string text) => Encoding.Latin1.GetBytes(text);

    private async Task KeepAsync(HttpResponseMessage answer)
    {
        using (answer)
            _bodies.Add($"{answer.StatusCode} {answer.Headers} {await answer.Content.ReadAsStringAsync(Cancellation)}".Replace($"return_url=%2Fapi%3Ftoken%3D{Mark}", "", StringComparison.Ordinal));
    }

    private bool Tells(string text) =>
        text.Contains(Mark, StringComparison.OrdinalIgnoreCase) || text.Contains(Basic, StringComparison.Ordinal) || _devices.Exists(device => text.Contains(device, StringComparison.Ordinal));

    private static string Basic { get; } = Convert.ToBase64String(Encoding.ASCII.GetBytes($"gateway:{ClientSecret}"));

    private void Check(string where, IEnumerable<string> texts) => texts.Where(Tells).ShouldBeEmpty(where);

    private async Task<IReadOnlyList<RedisKey>> RecordsAsync() =>
        await _world.Store.Connect(_world.Gateway).GetServers()[0].KeysAsync(pattern: "gateway:session:*").ToListAsync(Cancellation);

    /// <summary>Every key with all that is in it, and as the store itself would write it to a file.</summary>
    private async Task<string> DumpAsync()
    {
        var store = _world.Store.Connect(_world.Gateway);
        var database = store.GetDatabase();
        var dump = new StringBuilder();
        await foreach (var key in store.GetServers()[0].KeysAsync())
        {
            dump.AppendLine(key.ToString()).AppendLine(Encoding.Latin1.GetString(await database.KeyDumpAsync(key) ?? []));
            if (await database.KeyTypeAsync(key) is RedisType.Hash)
                foreach (var field in await database.HashGetAllAsync(key))
                    dump.AppendLine($"{field.Name}={field.Value}");
            if (await database.KeyTypeAsync(key) is RedisType.SortedSet)
                foreach (var member in await database.SortedSetRangeByRankAsync(key))
                    dump.AppendLine(member.ToString());
        }
        return dump.ToString();
    }

    [GeneratedRegex("\"SourceContext\":\"(?<name>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SourceContext();

    // Rows of the table "Sources that must not be set below Warning".
    [GeneratedRegex(@"^\| `(?<name>[\w.]+)` \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex DocumentedSource();
}
