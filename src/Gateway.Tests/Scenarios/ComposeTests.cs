using System.Net;
using System.Text.Json;
using Gateway.Configuration;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Docker;
using Microsoft.Extensions.Configuration;

namespace Gateway.Tests.Scenarios;

/// <summary>
/// docker-compose.yml and Dockerfile, as far as they can be followed without an engine: what the images would hold is built from what
/// would be sent to the builder, and started with the commands and the environment that the containers would have.
/// </summary>
[Collection(typeof(RunsAlone))]
public sealed class ComposeTests
{
    private const string Password = "of-this-test";

    private static readonly IConfiguration Services = ComposeFile
        .Read(Repository.PathOf("docker-compose.yml"), new Dictionary<string, string> { ["REDIS_PASSWORD"] = Password })
        .GetSection("services");

    // Addresses inside the network of the containers, and where they are here.
    private readonly Dictionary<string, string> _here = new() { ["redis:6379"] = Free("127.0.0.1") };
    private readonly string _port = $"{FreePort.Next()}";

    private readonly ImageBuilder _images;

    public ComposeTests(ImageBuilder images)
    {
        _images = images;
        var urls = EnvironmentOf("demo").Where(variable => variable.Value!.StartsWith("http", StringComparison.Ordinal)).Select(variable => new Uri(variable.Value!)).ToList();
        foreach (var url in urls.Where(url => url.Host is "0.0.0.0"))
            _here[url.Authority] = _here[$"demo:{url.Port}"] = Free("127.0.0.1");
        foreach (var url in urls)
            _here.TryAdd(url.Authority, Free("127.0.0.1")); // what only browsers call
    }

    [Fact]
    public async Task Every_setting_is_known_to_the_gateway_and_found_good()
    {
        using var folder = new TempDirectory();
        var settings = EnvironmentOf("gateway").Select(variable => KeyValuePair.Create(variable.Key.Replace("__", ":", StringComparison.Ordinal), variable.Value)).ToList();
        settings.ShouldContain(setting => setting.Key == "Gateway:Redis:Configuration" && setting.Value!.EndsWith($"password={Password}", StringComparison.Ordinal));

        await using var gateway = GatewayApplication.Create([$"--contentRoot={folder.Path}"], settings);
        (await gateway.Services.CheckConfigurationAsync()).ShouldBeEmpty();
    }

    [Fact]
    public void Every_address_leads_to_a_service()
    {
        var urls = EnvironmentOf("gateway").Select(variable => variable.Value!).Where(value => value.StartsWith("http://", StringComparison.Ordinal));
        foreach (var url in urls.Select(value => new Uri(value)))
            _here.ShouldContainKey(url.Authority);
    }

    [Fact]
    public async Task The_images_run_as_composed()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") is { Length: > 0 }, "It builds all that the images hold, which takes a minute: set CI=true");
        foreach (var program in new[] { "bash", "kill", "redis-server", "redis-cli" })
            Assert.SkipUnless(Executables.Find(program) is not null, $"{program} is not on PATH");
        await _images.BuildAsync("gateway");
        await _images.BuildAsync("demo");
        using var sessions = new TempDirectory();

        var redis = await StartRedisAsync(sessions);
        await using var demo = _images.Start("demo", Here("demo"));
        var gateway = await StartGatewayAsync(_images);
        (await CheckHealthAsync(_images)).ShouldBe(0);
        using var browser = new Browser(Address);
        (await browser.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await browser.PostJsonAsync("/login", new { email = "demo@example.com", password = "demo" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        var first = await CallAsync(browser);

        // The append-only file is written once a second; then the container dies, and comes back with its volume.
        await Task.Delay(TimeSpan.FromSeconds(1.5), TestContext.Current.CancellationToken);
        await redis.KillAsync();
        await using var redisAgain = redis = await StartRedisAsync(sessions);
        (await gateway.StopAsync()).ShouldBe(0, gateway.Log);
        (await CheckHealthAsync(_images)).ShouldNotBe(0);
        await using var gatewayAgain = await StartGatewayAsync(_images);
        await Task.Delay(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken); // the access token expires
        (await CallAsync(browser)).ShouldNotBe(first);

        (await browser.PostAsync("/auth/sign-out")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await browser.GetAsync("/api/hello")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (gateway.Log + gatewayAgain.Log).Split('\n').ShouldAllBe(line => line.StartsWith('{'));
    }

    private Uri Address => new($"http://127.0.0.1:{_port}");

    private static string Free(string host) => $"{host}:{FreePort.Next()}";

    private static IEnumerable<KeyValuePair<string, string?>> Raw(string service, string key) =>
        Services.GetSection($"{service}:{key}").GetChildren().Select(child => KeyValuePair.Create(child.Key, child.Value));

    private static IEnumerable<KeyValuePair<string, string?>> EnvironmentOf(string service) => Raw(service, "environment");

    /// <summary>The environment with its addresses led to this machine.</summary>
    private IEnumerable<KeyValuePair<string, string?>> Here(string service) =>
        EnvironmentOf(service)
            .Select(variable => KeyValuePair.Create(variable.Key, _here.Aggregate(variable.Value, (value, address) => value!.Replace(address.Key, address.Value, StringComparison.Ordinal))));

    private async Task<Container> StartRedisAsync(TempDirectory folder)
    {
        var port = _here["redis:6379"].Split(':')[1];
        var command = Raw("redis", "command").Select(word => word.Value!).ToList();
        var redis = Container.Start(command[0], [.. command.Skip(1), "--port", port], folder.Path);
        var health = Services["redis:healthcheck:test:1"]!.Replace("redis-cli", $"redis-cli -p {port}", StringComparison.Ordinal);
        await redis.ReadyAsync(async () => await RunAsync(health, EnvironmentOf("redis")) is 0);
        (await RunAsync(health, [])).ShouldNotBe(0); // without its password
        return redis;
    }

    private async Task<Container> StartGatewayAsync(ImageBuilder images)
    {
        var gateway = images.Start("gateway", Here("gateway").Append(new("ASPNETCORE_HTTP_PORTS", _port)));
        using var browser = new Browser(Address);
        await gateway.ReadyAsync(async () =>
        {
            try
            {
                return (await browser.GetAsync("/readyz")).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
        return gateway;
    }

    /// <summary>The HEALTHCHECK of the gateway's image, on the port that it has here.</summary>
    private async Task<int> CheckHealthAsync(ImageBuilder images)
    {
        var command = images.HealthcheckOf("gateway").Select(word => word.Replace("8080", _port, StringComparison.Ordinal)).ToList();
        await using var check = Container.Start(command[0], command.Skip(1), Repository.Root);
        return await check.ExitAsync();
    }

    private static async Task<int> RunAsync(string command, IEnumerable<KeyValuePair<string, string?>> environment)
    {
        await using var run = Container.Start("bash", ["-c", command], Repository.Root, environment.ToDictionary());
        return await run.ExitAsync();
    }

    private static async Task<string> CallAsync(Browser browser)
    {
        var answer = await browser.GetAsync("/api/hello");
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("jti").GetString()!;
    }
}
