using System.Net;
using Demo.AuthServer;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Docker;
using Gateway.Tests.Support.Fakes;

namespace Gateway.Tests.Scenarios;

/// <summary>The program as one file, by the command of docs/deployment.md, out of what the image was built from; so little has to be built for it.</summary>
[Collection(typeof(RunsAlone))]
public sealed class PublishedFile(ImageBuilder images)
{
    private static readonly string Command = File.ReadLines(Repository.PathOf("docs", "deployment.md")).Single(line => line.StartsWith("dotnet publish src/Gateway ", StringComparison.Ordinal));

    [Fact]
    public async Task It_is_one_file_that_checks_its_settings_and_signs_people_in()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") is { Length: > 0 }, "It publishes the gateway, which takes a minute: set CI=true");
        Assert.SkipUnless(OperatingSystem.IsLinux() && Executables.Find("bash") is not null, "bash is not on PATH");
        await images.BuildAsync("gateway");
        var folder = Path.Combine(await images.RunInAsync("build", $"{Command} -p:RunAnalyzers=false"), "out");
        Directory.EnumerateFileSystemEntries(folder).Select(file => Path.GetFileName(file)).ShouldBe(["Gateway", "appsettings.json", "liblua54.so"], ignoreOrder: true);

        await using var check = Container.Start(Path.Combine(folder, "Gateway"), ["check"], folder);
        (await check.ExitAsync()).ShouldBe(0, check.Log);
        check.Log.ShouldBe("The configuration is good.");

        await using var auth = await DemoAuthServer.StartAsync(new DemoAuthServerOptions(), TimeProvider.System);
        await using var api = await Destination.StartAsync();
        var port = FreePort.Next();
        await using var gateway = Container.Start(Path.Combine(folder, "Gateway"), [$"--urls=http://127.0.0.1:{port}", .. Settings(auth.Address, api.Address)], folder);
        using var browser = new Browser(new Uri($"http://127.0.0.1:{port}"));
        await gateway.ReadyAsync(async () => await IsOkAsync(browser, "/readyz"));
        (await IsOkAsync(browser, "/healthz")).ShouldBeTrue();
        // The embedded store, its Lua and the scripts have to be in it.
        using var signedIn = await browser.PostJsonAsync("/login", new { email = DemoAuthServerOptions.DemoEmail, password = DemoAuthServerOptions.DemoPassword });
        signedIn.StatusCode.ShouldBe(HttpStatusCode.OK, gateway.Log);
        (await IsOkAsync(browser, "/api/x")).ShouldBeTrue(gateway.Log);
        (await gateway.StopAsync()).ShouldBe(0, gateway.Log);
    }

    private static IEnumerable<string> Settings(Uri auth, Uri api)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Gateway:AuthServers:default:BaseAddress"] = auth.ToString(),
            ["Gateway:AuthServers:default:Refresh:Path"] = "/refresh",
            ["ReverseProxy:Clusters:auth:Destinations:one:Address"] = auth.ToString(),
            ["ReverseProxy:Clusters:api:Destinations:one:Address"] = api.ToString(),
        };
        World.AddRoute(settings, "login", "auth", "/login", "SignIn");
        World.AddRoute(settings, "api", "api", "/api/{**rest}", "Required");
        return settings.Select(setting => $"--{setting.Key}={setting.Value}");
    }

    private static async Task<bool> IsOkAsync(Browser browser, string path)
    {
        try
        {
            using var answer = await browser.GetAsync(path);
            return answer.StatusCode is HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
