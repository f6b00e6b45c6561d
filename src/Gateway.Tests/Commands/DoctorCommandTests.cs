using System.Text.RegularExpressions;
using Demo.AuthServer;
using Gateway.AuthServers;
using Gateway.Commands;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Commands;

/// <summary>What is found at real servers, good ones and others.</summary>
public sealed class DoctorCommandTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_that_works_is_told_and_what_may_hurt_one_day()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var auth = await DemoAuthServer.StartAsync(new DemoAuthServerOptions(), TimeProvider.System);
        await using var api = await Destination.StartAsync();
        var settings = Settings(redis.Configuration, auth.Address.ToString(), api.Address.ToString());

        var (exitCode, text) = await RunAsync(settings);

        exitCode.ShouldBe(0, text);
        text.ShouldContain($"good     store {redis.EndPoint}");
        text.ShouldContain("good     auth server default");
        text.ShouldContain($"{api.Address.Authority} listens");
        text.ShouldContain("warning  cookie");
        text.ShouldNotContain("maxmemory-policy");
        text.ShouldNotContain("appendonly");

        await redis.CliAsync("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        await redis.CliAsync("CONFIG", "SET", "appendonly", "no");
        (exitCode, text) = await RunAsync(settings);
        exitCode.ShouldBe(0, text);
        text.ShouldContain("maxmemory-policy is allkeys-lru");
        text.ShouldContain("appendonly is off");
    }

    // Fails when only those are looked at that answer.
    [Fact]
    public async Task A_replica_alone_is_no_store_and_a_server_that_is_away_is_told_of()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var api = await Destination.StartAsync();
        var away = FreePort.Next();
        var settings = Settings($"{redis.Configuration},127.0.0.1:{away}", api.Address.ToString(), api.Address.ToString());

        var (exitCode, text) = await RunAsync(settings);
        exitCode.ShouldBe(0, text);
        text.ShouldContain($"warning  store 127.0.0.1:{away}  does not answer");

        await redis.CliAsync("REPLICAOF", "127.0.0.1", $"{away}");
        (exitCode, text) = await RunAsync(settings);
        exitCode.ShouldBe(1, text);
        text.ShouldMatch("bad +store +no primary answers");
    }

    // Fails when the rights of the user are not asked for.
    [Theory]
    [InlineData("-hset", "HSET gateway:session:doctor, HSET gateway:doctor")]
    [InlineData("-eval", "EVAL")]
    [InlineData("-script|load", "SCRIPT LOAD")]
    [InlineData("-time", "TIME")]
    [InlineData("-info", "INFO")]
    [InlineData("resetchannels", "PUBLISH gateway:changed")]
    [InlineData("resetkeys", "GET gateway:session:doctor")]
    public async Task What_the_user_of_the_store_may_not_is_told(string rule, string refused)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var api = await Destination.StartAsync();
        await redis.SayAsync(["ACL", "SETUSER", "gateway", "reset", "on", ">a-password", "~gateway:*", "&gateway:*", .. MinimalRights.Commands()]);
        var settings = Settings($"{redis.Configuration},{MinimalRights.Credentials}", api.Address.ToString(), api.Address.ToString());
        var (exitCode, text) = await RunAsync(settings);
        exitCode.ShouldBe(0, text);

        await redis.SayAsync("ACL", "SETUSER", "gateway", rule);
        (exitCode, text) = await RunAsync(settings);
        exitCode.ShouldBe(1, text);
        text.ShouldMatch($"bad .*its user may not .*{Regex.Escape(refused)}");
    }

    // Fails when Redis has to know every command to be asked.
    [Theory, InlineData("SCAN"), InlineData("EVAL")]
    public async Task A_command_that_the_store_does_not_have_is_told(string command)
    {
        await using var redis = await RedisServer.StartAsync("--rename-command", command, "RENAMED");
        await using var api = await Destination.StartAsync();

        var (exitCode, text) = await RunAsync(Settings(redis.Configuration, api.Address.ToString(), api.Address.ToString()));

        exitCode.ShouldBe(1, text);
        text.ShouldMatch($"bad .*its user may not {command};");
    }

    [Fact]
    public void The_rights_that_are_asked_for_are_those_of_the_documentation()
    {
        string[] ofTheClient = ["SELECT", "CLIENT SETNAME", "CLIENT ID", "CLUSTER NODES"];

        var documented = MinimalRights.Commands().Select(right => right.TrimStart('+').Replace('|', ' ').ToUpperInvariant());
        StoreRights.Commands.Concat(ofTheClient).ShouldBe(documented, ignoreOrder: true);
    }

    [Fact]
    public async Task What_does_not_work_is_told_all_of_it_and_fails()
    {
        var (store, auth, api) = (FreePort.Next(), FreePort.Next(), FreePort.Next());

        var (exitCode, text) = await RunAsync(Settings($"127.0.0.1:{store},password=HIDDEN", $"http://127.0.0.1:{auth}", $"http://127.0.0.1:{api}"));

        exitCode.ShouldBe(1);
        text.ShouldContain("bad      store");
        text.ShouldContain("bad      auth server default");
        text.ShouldContain("bad      destination api/one");
        text.ShouldNotContain("HIDDEN");
    }

    // Fails when a store that has no TLS is told of as if nobody were there.
    [Fact]
    public async Task Where_TLS_is_asked_for_it_is_said_what_may_be_wrong_with_it()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var api = await Destination.StartAsync();

        var (exitCode, text) = await RunAsync(Settings($"{redis.Configuration},ssl=true", api.Address.ToString(), api.Address.ToString()));

        exitCode.ShouldBe(1, text);
        text.ShouldContain("(a password, a certificate, or a server without TLS)");
    }

    [Fact]
    public async Task A_server_whose_clock_is_wrong_is_told_of()
    {
        await using var api = await Destination.StartAsync();
        api.Answer = _ => new DestinationAnswer { Headers = [new("Date", DateTimeOffset.UtcNow.AddMinutes(-3).ToString("R"))] };

        var (_, text) = await RunAsync([.. Settings("", api.Address.ToString(), api.Address.ToString())]);

        text.ShouldContain("its clock is -18"); // -180 or -181
        text.ShouldContain("the embedded store");
    }

    [Fact]
    public async Task An_auth_server_in_code_is_asked_only_where_its_address_is_known()
    {
        await using var api = await Destination.StartAsync();
        using var client = new DemoInCode();
        string[] settings = [$"--ReverseProxy:Clusters:api:Destinations:one:Address={api.Address}", "--Gateway:AuthServers:default:ClientId=me"];

        var (exitCode, text) = await RunAsync(settings, services => services.AddSingleton<IAuthServerClient>(client));
        exitCode.ShouldBe(0, text);
        text.ShouldContain("is called by DemoInCode, which alone knows where it is");

        (exitCode, text) = await RunAsync([.. settings, $"--Gateway:AuthServers:default:BaseAddress=http://127.0.0.1:{FreePort.Next()}"], services => services.AddSingleton<IAuthServerClient>(client));
        exitCode.ShouldBe(1, text);
        text.ShouldContain("does not answer");
    }

    [Fact]
    public async Task A_configuration_with_a_fault_is_told_before_anything_is_asked()
    {
        var (exitCode, text) = await RunAsync(["--Gateway:Redis:Timeout=soon"]);

        exitCode.ShouldBe(1);
        text.ShouldStartWith("bad      Gateway:Redis:Timeout");
    }

    private static string[] Settings(string redis, string auth, string api) =>
        [
            $"--Gateway:Redis:Configuration={redis}",
            $"--Gateway:AuthServers:default:BaseAddress={auth}",
            "--Gateway:AuthServers:default:Refresh:Path=/refresh",
            "--Gateway:AuthServers:default:Refresh:Fields:refresh_token={refresh_token}",
            $"--ReverseProxy:Clusters:api:Destinations:one:Address={api}",
            "--ReverseProxy:Routes:api:ClusterId=api",
            "--ReverseProxy:Routes:api:Match:Path=/api",
        ];

    private static async Task<(int? ExitCode, string Text)> RunAsync(string[] settings, Action<IServiceCollection>? configure = null)
    {
        using var directory = new TempDirectory();
        await using var output = new StringWriter();
        var commands = new GatewayCommands(
            given => GatewayApplication.Create([$"--contentRoot={directory.Path}", $"--Gateway:Redis:DataDirectory={directory.Path}", .. given], configure: configure),
            GatewayApplication.Map
        );
        return (await commands.RunAsync(["doctor", .. settings], output).WaitAsync(TimeSpan.FromSeconds(60), Cancellation), output.ToString());
    }
}
