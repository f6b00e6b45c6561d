using Gateway.Tests.Support;

namespace Gateway.Tests.Configuration;

/// <summary>The real gateway as a process, with all that can be wrong: one start, all messages, each with its key, exit code 1.</summary>
public sealed class BadConfigurationTests : IDisposable
{
    private const string Listening = "Now listening on";

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task All_faults_are_told_by_one_start()
    {
        var ended = await RunAsync(EveryFault.Json);

        ended.Code.ShouldBe(1, ended.Output);
        ended.Output.ShouldNotContain(Listening);
        var told = ended.Output.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("Gateway:", StringComparison.Ordinal) || line.StartsWith("ReverseProxy:", StringComparison.Ordinal)).ToList();
        foreach (var (key, message) in EveryFault.Faults)
            told.Count(line => line.StartsWith($"{key}: ", StringComparison.Ordinal) && line.Contains(message, StringComparison.Ordinal)).ShouldBe(1, $"{key}: {message}\nin\n{ended.Output}");
        told.Count.ShouldBe(EveryFault.Faults.Length, ended.Output); // and nothing that is no fault, such as an auth server that is away
        ended.Output.ShouldContain($"{EveryFault.Faults.Length} fault(s)");
    }

    [Fact]
    public async Task No_secret_is_told()
    {
        var ended = await RunAsync(EveryFault.Json);

        ended.Output.ShouldContain("Gateway:Redis:Configuration");
        ended.Output.ShouldNotContain(EveryFault.RedisPassword);
        ended.Output.ShouldNotContain(EveryFault.ClientSecret);
        ended.Output.ShouldNotContain(EveryFault.HeaderSecret);
        ended.Output.ShouldNotContain(EveryFault.AdminKey);
        ended.Output.ShouldNotContain("   at Gateway."); // a stack trace helps no operator
    }

    [Fact]
    public async Task An_environment_variable_is_told_by_its_key_too()
    {
        var ended = await RunAsync("{}", ("Gateway__Refresh__Timeout", "soon"));

        ended.Code.ShouldBe(1, ended.Output);
        ended.Output.ShouldContain("Gateway:Refresh:Timeout: 'soon' is no duration");
    }

    // Fails when it is left to OpenTelemetry, which ends the start at the first and does not say where that stands.
    [Fact]
    public async Task A_variable_of_OpenTelemetry_that_cannot_be_read_is_told_without_what_it_holds()
    {
        var ended = await RunAsync(
            "{}",
            ("Gateway__Observability__OtlpEndpoint", "http://127.0.0.1:4317"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a-key-alone"),
            ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "name=a%20value,other=b,"),
            ("OTEL_EXPORTER_OTLP_METRICS_TIMEOUT", "soon")
        );

        ended.Code.ShouldBe(1, ended.Output);
        ended.Output.ShouldContain("OTEL_EXPORTER_OTLP_HEADERS: cannot be read");
        ended.Output.ShouldContain("OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: cannot be read");
        ended.Output.ShouldContain("2 fault(s)");
        ended.Output.ShouldNotContain("a-key-alone");
    }

    [Fact]
    public async Task A_file_that_is_no_JSON_is_named_with_the_line()
    {
        var ended = await RunAsync("{\n  \"Gateway\": {\n    \"Redis\": { \"Timeout\" \"00:00:01\" }\n  }\n}");

        ended.Code.ShouldBe(1, ended.Output);
        ended.Output.ShouldContain("appsettings.json");
        ended.Output.ShouldContain("It cannot be read: line 3, byte ");
        ended.Output.ShouldNotContain("   at ");
        ended.Output.ShouldNotContain(Listening);
    }

    [Fact]
    public async Task A_key_that_stands_twice_is_told()
    {
        var ended = await RunAsync("""{ "Gateway": { "Refresh": { "Ahead": "00:00:01" }, "refresh": { "ahead": "00:00:02" } } }""");

        ended.Code.ShouldBe(1, ended.Output);
        ended.Output.ShouldContain("Gateway:refresh:ahead");
        ended.Output.ShouldNotContain("   at ");
    }

    // A file in the way of the directory: permissions would not stop root.
    [Fact]
    public async Task A_data_directory_that_cannot_be_written_is_a_fault()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory.Path, "occupied"), "", TestContext.Current.CancellationToken);

        var ended = await RunAsync("""{ "Gateway": { "Redis": { "DataDirectory": "occupied/data" } } }""");

        ended.Code.ShouldBe(1, ended.Output);
        ended.Output.ShouldContain("Gateway:Redis:DataDirectory: ");
        ended.Output.ShouldNotContain(Listening);
    }

    [Fact]
    public async Task An_auth_server_that_is_away_is_no_fault()
    {
        await using var gateway = await GatewayProcess.StartAsync(
            _directory.Path,
            [new("Gateway:AuthServers:default:Authority", $"https://127.0.0.1:{FreePort.Next()}")]
        );
        gateway.Log.ShouldContain(Listening); // what the other tests look for is there to be found
    }

    private Task<RefusedStart> RunAsync(string json, params (string Name, string Value)[] environment) => RefusedStart.OfAsync(_directory.Path, json, environment);
}
