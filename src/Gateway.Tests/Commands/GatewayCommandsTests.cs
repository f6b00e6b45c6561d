using System.Text.Json;
using Gateway.Commands;
using Gateway.Tests.Support;

namespace Gateway.Tests.Commands;

/// <summary>What the binary tells without running.</summary>
public sealed class GatewayCommandsTests
{
    private static readonly string[] Settings =
    [
        "--Gateway:AuthServers:default:BaseAddress=https://auth.example.com",
        "--Gateway:AuthServers:default:Refresh:Path=/refresh",
        "--Gateway:AuthServers:default:Refresh:Fields:refresh_token={refresh_token}",
        "--ReverseProxy:Clusters:api:Destinations:one:Address=http://api:8000",
        "--ReverseProxy:Routes:api:ClusterId=api",
        "--ReverseProxy:Routes:api:Match:Path=/api/{**rest}",
        "--ReverseProxy:Routes:api:Match:Methods:0=GET",
        "--ReverseProxy:Routes:api:Match:Methods:1=POST",
        "--ReverseProxy:Routes:hooks:ClusterId=api",
        "--ReverseProxy:Routes:hooks:Match:Path=/api/hooks",
        "--ReverseProxy:Routes:hooks:Metadata:CrossSite=Allow",
        "--ReverseProxy:Routes:hooks:Metadata:Replay=Off",
        "--ReverseProxy:Routes:hooks:Metadata:Streams=Keep",
        "--ReverseProxy:Routes:hooks:Metadata:TokenCookie=token",
        "--ReverseProxy:Routes:hooks:MaxRequestBodySize=1000",
        "--ReverseProxy:Routes:login:ClusterId=api",
        "--ReverseProxy:Routes:login:Match:Path=/login",
        "--ReverseProxy:Routes:login:Metadata:Session=SignIn",
        "--ReverseProxy:Routes:login:Match:Hosts:0=www.example.com",
    ];

    [Theory]
    [InlineData()]
    [InlineData("--urls", "http://127.0.0.1:0")] // a value is no command
    [InlineData("--json")]
    public async Task Without_a_command_the_gateway_runs(params string[] args) => (await RunAsync(args)).ExitCode.ShouldBeNull();

    [Theory]
    [InlineData("chek")]
    [InlineData("explain", "GET")]
    [InlineData("explain")]
    public async Task A_wrong_one_is_told_and_what_there_is(params string[] args)
    {
        var (exitCode, text) = await RunAsync(args);

        exitCode.ShouldBe(2);
        text.ShouldContain($"'{string.Join(' ', args)}' is no command.");
        text.ShouldContain("gateway explain METHOD URL");
    }

    [Fact]
    public async Task Check_tells_every_fault_and_fails()
    {
        (await RunAsync(["check", .. Settings])).ShouldBe((0, "The configuration is good.\n"));

        var (exitCode, text) = await RunAsync(["check", .. Settings, "--Gateway:Refresh:Timeout=soon", "--ReverseProxy:Routes:api:ClusterId=nowhere"]);

        exitCode.ShouldBe(1);
        text.ShouldStartWith("The configuration has 2 fault(s):\n");
        text.ShouldContain("  Gateway:Refresh:Timeout: 'soon' is no duration");
        text.ShouldContain("  ReverseProxy:Routes:api:ClusterId: the cluster 'nowhere' is not configured");
        var json = await JsonAsync(["check", "--json", .. Settings, "--Gateway:Refresh:Timeout=soon"]);
        json.GetProperty("faults")[0].GetProperty("key").GetString().ShouldBe("Gateway:Refresh:Timeout");
    }

    [Theory]
    [InlineData("urls", "htp:/nonsense", "urls")]
    [InlineData("Kestrel:Endpoints:one:Url", "nonsense", "Kestrel:Endpoints:one:Url")]
    [InlineData("Gatway:Redis:Configuration", "redis:6379", "Gatway")]
    [InlineData("ReverseProxi:Routes:one:ClusterId", "api", "ReverseProxi")]
    [InlineData("ReverseProxy:Route:one:ClusterId", "api", "ReverseProxy:Route")]
    [InlineData("ReverseProxy:Routes:api:Metdata:Session", "None", "ReverseProxy:Routes:api:Metdata")]
    [InlineData("ReverseProxy:Routes:api:Metadata:Sesion", "None", "ReverseProxy:Routes:api:Metadata:Sesion")]
    [InlineData("ReverseProxy:Routes:api:Match:Headers:0:Nmae", "X-Any", "ReverseProxy:Routes:api:Match:Headers:0:Nmae", "--ReverseProxy:Routes:api:Match:Headers:0:Name=X-Any", "--ReverseProxy:Routes:api:Match:Headers:0:Mode=Exists")]
    [InlineData("ReverseProxy:Clusters:api:Destinations:one:Adress", "http://api", "ReverseProxy:Clusters:api:Destinations:one:Adress")]
    [InlineData("ReverseProxy:Clusters:api:HealthCheck:Active:Intervall", "00:00:05", "ReverseProxy:Clusters:api:HealthCheck:Active:Intervall")]
    [InlineData("Serilog:MinimumLevel", "Loud", "Serilog:MinimumLevel")]
    [InlineData("Serilog:MinimumLevel:Default", "Loud", "Serilog:MinimumLevel:Default")]
    [InlineData("Serilog:MinimumLevel:Override:Gateway", "Loud", "Serilog:MinimumLevel:Override:Gateway")]
    [InlineData("Serilog:LevelSwitches:$own", "Loud", "Serilog:LevelSwitches:$own")]
    [InlineData("Serilog:MinimumLevel:Override:Gateway", "$none", "Serilog:MinimumLevel:Override:Gateway")]
    [InlineData("Kestrel:Limits:MaxConcurrentConnections", "many", "Kestrel")]
    [InlineData("Kestrel:Limits:MaxConcurrentConnections", "-1", "Kestrel")]
    [InlineData("ReverseProxy:Routes:api:Match:Methods", "GET", "ReverseProxy:Routes:api:Match:Methods")]
    [InlineData("ReverseProxy:Routes:api:Match:Hosts", "example.com", "ReverseProxy:Routes:api:Match:Hosts")]
    [InlineData("ReverseProxy:Routes:api:Metadata", "None", "ReverseProxy:Routes:api:Metadata")]
    public async Task Check_looks_beyond_our_own_sections_and_tells_all_together(string key, string value, string fault, params string[] beside)
    {
        var json = await JsonAsync(["check", "--json", .. Settings, $"--{key}={value}", "--Gateway:Refresh:Timeout=soon", .. beside]);

        json.GetProperty("faults").EnumerateArray().Select(found => found.GetProperty("key").GetString()).ShouldBe([fault, "Gateway:Refresh:Timeout"], ignoreOrder: true);
    }

    // Words and values of YARP's section that it reads in ways of its own, and keys of others: none is unknown.
    [Theory]
    [InlineData("ReverseProxy:Routes:api:Metadata:Own", "word")]
    [InlineData("ReverseProxy:Routes:api:metadata:session", "None")]
    [InlineData("ReverseProxy:Routes:api:Metadata:Version", "v1")]
    [InlineData("ReverseProxy:Routes:api:Metadata:Teams", "payments")]
    [InlineData("ReverseProxy:Routes:api:Metadata:Section", "shop", "--ReverseProxy:Routes:api:Metadata:Delay=3")]
    [InlineData("ReverseProxy:Clusters:api:HttpClient:SslProtocols:0", "Tls13")]
    [InlineData("ReverseProxy:Clusters:api:HttpRequest:Version", "2")]
    [InlineData("ReverseProxy:Clusters:api:Metadata:ConsecutiveFailuresHealthPolicy.Threshold", "3")]
    [InlineData("ReverseProxy:Routes:api:Transforms:0:RequestHeader", "X-Any", "--ReverseProxy:Routes:api:Transforms:0:Set=1")]
    [InlineData("Serilog:MinimumLevel:Override:Gateway", "debug")]
    [InlineData("Serilog:MinimumLevel:Override:Gateway", "$own", "--Serilog:LevelSwitches:$own=Debug")]
    [InlineData("Serilog:MinimumLevel:Override:Gateway", "$own", "--Serilog:LevelSwitches:own=Debug")]
    public async Task Check_knows_what_others_read(string key, string value, params string[] beside) =>
        (await RunAsync(["check", .. Settings, $"--{key}={value}", .. beside])).ShouldBe((0, "The configuration is good.\n"));

    [Fact]
    public async Task A_command_may_stand_behind_settings()
    {
        (await RunAsync([.. Settings, "check"])).Text.ShouldBe("The configuration is good.\n");
        (await RunAsync(["--Gateway:Refresh:Timeout", "soon", "check", .. Settings])).ExitCode.ShouldBe(1);
        (await RunAsync([.. Settings, "chek"])).Text.ShouldStartWith("'chek ");
    }

    // Fails when only what a check finds is told as JSON.
    [Fact]
    public async Task What_cannot_even_be_read_is_told_in_JSON_as_well_and_repeats_nothing()
    {
        using var directory = new TempDirectory();
        await File.WriteAllTextAsync(Path.Combine(directory.Path, "appsettings.json"), """{ "Gateway": { "Admin": { "Url": nulx, "Key": "a-secret-behind-it" } } }""", TestContext.Current.CancellationToken);

        var (exitCode, text) = await RunAsync(["check", "--json", $"--contentRoot={directory.Path}"]);

        exitCode.ShouldBe(1);
        JsonDocument.Parse(text).RootElement.GetProperty("faults")[0].GetProperty("message").GetString().ShouldNotBeNull().ShouldContain("It cannot be read: line 1, byte ");
        text.ShouldNotContain("a-secret-behind-it");
    }

    // As in a container, where the framework has something to say. Fails when logs go where the answer goes.
    [Fact]
    public async Task What_is_logged_meanwhile_is_no_part_of_the_answer()
    {
        using var directory = new TempDirectory();
        string[] args = [Path.Combine(AppContext.BaseDirectory, "Gateway.dll"), "check", "--json", .. Settings, "--Serilog:MinimumLevel:Override:Microsoft.AspNetCore.DataProtection=Verbose"];
        using var process = Executables.Start("dotnet", args, directory.Path);
        var (told, logged) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));

        JsonDocument.Parse(await told).RootElement.GetProperty("faults").GetArrayLength().ShouldBe(0);
        (await logged).ShouldContain("DataProtection");
    }

    [Theory, InlineData("help"), InlineData("--help"), InlineData("-h")]
    public async Task Help_says_what_there_is(string word)
    {
        var (exitCode, text) = await RunAsync([word]);

        exitCode.ShouldBe(0);
        text.ShouldContain("gateway explain METHOD URL");
    }

    [Theory]
    [InlineData("GET", "https://any/api/orders?page=2", "route=api", "session=Required", "replay=On", "streams=CloseOnEnd", "cross_site=Check", "largest_body=Kestrel's limit")]
    [InlineData("post", "https://any/api/hooks", "route=hooks", "cross_site=Allow", "replay=Off", "streams=Keep", "token_cookie=token", "largest_body=1000")] // the more exact path wins
    [InlineData("POST", "https://www.example.com/login", "route=login", "session=SignIn", "auth_server=default")]
    [InlineData("POST", "https://other.example.com/login", "answer=404")]
    [InlineData("DELETE", "https://any/api/orders", "answer=405")]
    [InlineData("GET", "https://any/auth/session", "answer=the gateway's own")]
    [InlineData("GET", "https://any/healthz", "answer=the gateway's own")]
    [InlineData("GET", "https://any/nothing", "answer=404")]
    public async Task Explain_tells_what_would_be_done(string method, string url, params string[] expected)
    {
        var json = await JsonAsync(["explain", method, url, "--json", .. Settings]);

        expected.ShouldBeSubsetOf(json.EnumerateObject().Select(property => $"{property.Name}={property.Value.GetString()}"));
    }

    [Fact]
    public async Task Explain_says_for_people_when_the_cross_site_rule_applies()
    {
        (await RunAsync(["explain", "GET", "https://any/api/orders", .. Settings])).Text.ShouldContain("GET changes nothing");
        (await RunAsync(["explain", "POST", "https://any/api/orders", .. Settings])).Text.ShouldContain("403 for pages of other sites");
    }

    [Theory]
    [InlineData(2, "/api/orders", "is no absolute http or https URL")]
    [InlineData(1, "https://any/api", "gateway check tells them", "--Gateway:Refresh:Timeout=soon")]
    public async Task Explain_says_what_it_cannot_explain(int exitCode, string url, string text, params string[] settings)
    {
        var told = await RunAsync(["explain", "GET", url, .. Settings, .. settings]);

        told.ExitCode.ShouldBe(exitCode);
        told.Text.ShouldContain(text);
    }

    private static async Task<JsonElement> JsonAsync(string[] args) => JsonDocument.Parse((await RunAsync(args)).Text).RootElement;

    private static async Task<(int? ExitCode, string Text)> RunAsync(string[] args)
    {
        using var directory = new TempDirectory(); // where no appsettings.json lies
        await using var output = new StringWriter();
        var commands = new GatewayCommands(settings => GatewayApplication.Create([$"--contentRoot={directory.Path}", .. settings]), GatewayApplication.Map);
        return (await commands.RunAsync(args, output), output.ToString());
    }
}
