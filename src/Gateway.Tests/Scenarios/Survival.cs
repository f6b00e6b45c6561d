using System.Net;
using Demo.AuthServer;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;

namespace Gateway.Tests.Scenarios;

/// <summary>The gateway as a process with the embedded store: sessions outlive it, however it ends, and its log tells no secret.</summary>
public sealed class Survival
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_session_survives_a_kill_and_a_restart(bool kill)
    {
        await using var auth = await DemoAuthServer.StartAsync(new DemoAuthServerOptions { AccessTokenLifetime = TimeSpan.FromMinutes(5) }, TimeProvider.System);
        await using var api = await Destination.StartAsync();
        using var directory = new TempDirectory();
        var settings = SettingsOf(auth.Address, api.Address);
        string device;

        await using (var gateway = await GatewayProcess.StartAsync(directory.Path, settings))
        {
            using var browser = new Browser(gateway.Address);
            await SignInAsync(browser);
            device = browser.DeviceId.ShouldNotBeNull();
            (await browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
            await (kill ? gateway.KillAsync() : gateway.StopAsync());
        }

        await using (var gateway = await GatewayProcess.StartAsync(directory.Path, settings))
        {
            using var browser = new Browser(gateway.Address) { DeviceId = device };
            (await browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
            api.Requests[^1].Authorization.ShouldBe("Bearer " + auth.CurrentAccessToken(DemoAuthServerOptions.DemoEmail));
        }
    }

    [Fact]
    public async Task A_run_with_errors_logs_a_line_a_request_and_neither_token_nor_device_id()
    {
        await using var auth = await DemoAuthServer.StartAsync(new DemoAuthServerOptions { AccessTokenLifetime = TimeSpan.FromSeconds(1) }, TimeProvider.System);
        await using var api = await Destination.StartAsync();
        using var directory = new TempDirectory();
        var settings = SettingsOf(auth.Address, api.Address);
        settings["Serilog:MinimumLevel:Override:Gateway.Observability.RequestLog"] = "Debug";
        await using var gateway = await GatewayProcess.StartAsync(directory.Path, settings);
        using var browser = new Browser(gateway.Address);
        var secrets = new List<string>();

        await SignInAsync(browser);
        secrets.Add(browser.DeviceId.ShouldNotBeNull());
        secrets.Add(auth.CurrentAccessToken(DemoAuthServerOptions.DemoEmail).ShouldNotBeNull());
        await browser.GetAsync("/api/orders?access_token=in-a-query");
        await auth.GoOfflineAsync();
        await browser.GetAsync("/api", ("Authorization", "Bearer of-the-client"));
        await auth.GoOnlineAsync();
        await api.GoOfflineAsync();
        await browser.GetAsync("/public?code=in-a-query");
        await browser.PostJsonAsync("/login", new { email = DemoAuthServerOptions.DemoEmail, password = "a-wrong-password" });
        await browser.PostAsync("/auth/sign-out");
        secrets.AddRange(["in-a-query", "of-the-client", "a-wrong-password", DemoAuthServerOptions.DemoPassword + "\""]);
        await gateway.StopAsync();

        var log = gateway.Log;
        log.ShouldContain("GET /api/orders on api answered 200 in ");
        log.ShouldContain("POST /auth/sign-out on sign-out answered 200 in ");
        log.ShouldContain("on public answered 502 in ");
        log.ShouldContain("\"Route\":\"login\"");
        foreach (var secret in secrets)
            log.ShouldNotContain(secret, Case.Sensitive);
        log.ShouldNotMatch(@"eyJ[\w-]+\.eyJ"); // how every JWT begins
    }

    [Fact]
    public async Task Of_requests_those_are_logged_that_did_not_go_well()
    {
        using var directory = new TempDirectory();
        await using var gateway = await GatewayProcess.StartAsync(directory.Path, []);
        using var browser = new Browser(gateway.Address);

        await browser.GetAsync("/healthz");
        await browser.GetAsync("/nowhere");
        await gateway.StopAsync();

        gateway.Log.ShouldContain("GET /nowhere on none answered 404 in ");
        gateway.Log.ShouldNotContain("/healthz");
    }

    // Fails when the path is written as it was decoded.
    [Fact]
    public async Task No_path_writes_a_line_of_its_own_into_the_log()
    {
        using var directory = new TempDirectory();
        await using var gateway = await GatewayProcess.StartAsync(directory.Path, [KeyValuePair.Create<string, string?>("environment", "Development")]); // as text
        using var browser = new Browser(gateway.Address);

        await browser.GetAsync("/nowhere%0A00:00:00.000%20INF%20forged");
        await gateway.StopAsync();

        gateway.Log.ShouldContain("GET /nowhere%0A00:00:00.000%20INF%20forged on none answered 404 in ");
        gateway.Log.Split('\n').ShouldAllBe(line => !line.StartsWith("00:00:00.000", StringComparison.Ordinal));
    }

    // Fails when the status is written that nobody got.
    [Theory]
    [InlineData("/public")] // waits for the destination
    [InlineData("/api")] // waits for a refresh
    public async Task Who_leaves_before_the_answer_is_logged_as_such(string path)
    {
        await using var auth = await DemoAuthServer.StartAsync(new DemoAuthServerOptions { AccessTokenLifetime = TimeSpan.FromMilliseconds(1) }, TimeProvider.System);
        await using var api = await Destination.StartAsync();
        using var directory = new TempDirectory();
        await using var gateway = await GatewayProcess.StartAsync(directory.Path, SettingsOf(auth.Address, api.Address));
        using var browser = new Browser(gateway.Address);
        await SignInAsync(browser);
        using var tab = new CancellationTokenSource();
        using (api.HoldAnswers())
        using (auth.HoldRefreshes())
        {
            var request = browser.GetAsync(path, tab.Token);
            await (path is "/public" ? api.NextRequestAsync(Cancellation) : auth.WaitForRefreshCallsAsync(1, Cancellation));
            await tab.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(request);

            await gateway.LoggedAsync($"GET {path} on {path[1..]} answered 499 in ", Cancellation);
        }
    }

    [Fact]
    public async Task Routes_are_reloaded_and_a_bad_reload_keeps_the_old_ones()
    {
        await using var api = await Destination.StartAsync();
        using var directory = new TempDirectory();
        var file = Path.Combine(directory.Path, "appsettings.json");
        await File.WriteAllTextAsync(file, Routes(api.Address, "/one", "None"), Cancellation);
        await using var gateway = await GatewayProcess.StartAsync(directory.Path, []);
        using var browser = new Browser(gateway.Address);
        (await browser.GetAsync("/one")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await File.WriteAllTextAsync(file, Routes(api.Address, "/two", "None"), Cancellation);
        await UntilAsync(async () => (await browser.GetAsync("/two")).StatusCode == HttpStatusCode.OK);
        (await browser.GetAsync("/one")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        await File.WriteAllTextAsync(file, Routes(api.Address, "/three", "Requird"), Cancellation);
        await UntilAsync(() => Task.FromResult(gateway.Log.Contains("Metadata 'Session' is 'Requird'", StringComparison.Ordinal)));
        (await browser.GetAsync("/two")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await browser.GetAsync("/three")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task SignInAsync(Browser browser) =>
        (await browser.PostJsonAsync("/login", new { email = DemoAuthServerOptions.DemoEmail, password = DemoAuthServerOptions.DemoPassword })).StatusCode.ShouldBe(HttpStatusCode.OK);

    // A file watcher tells nobody but the gateway, so its effect is asked for until it shows.
    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
            patience.Token.ThrowIfCancellationRequested();
    }

    private static string Routes(Uri api, string path, string word) =>
        $$"""
        {
          "ReverseProxy": {
            "Routes": { "only": { "ClusterId": "api", "Match": { "Path": "{{path}}" }, "Metadata": { "Session": "{{word}}" } } },
            "Clusters": { "api": { "Destinations": { "one": { "Address": "{{api}}" } } } }
          }
        }
        """;

    private static Dictionary<string, string?> SettingsOf(Uri auth, Uri api)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Gateway:AuthServers:default:BaseAddress"] = auth.ToString(),
            ["Gateway:AuthServers:default:Refresh:Path"] = "/refresh",
            ["Gateway:AuthServers:default:Refresh:Fields:refresh_token"] = "{refresh_token}",
            ["ReverseProxy:Clusters:auth:Destinations:one:Address"] = auth.ToString(),
            ["ReverseProxy:Clusters:api:Destinations:one:Address"] = api.ToString(),
        };
        World.AddRoute(settings, "login", "auth", "/login", "SignIn");
        World.AddRoute(settings, "api", "api", "/api/{**rest}", "Required");
        World.AddRoute(settings, "public", "api", "/public/{**rest}", "None");
        return settings;
    }
}
