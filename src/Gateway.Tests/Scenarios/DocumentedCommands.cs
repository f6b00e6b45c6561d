using System.Globalization;
using Demo.AuthServer;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Docker;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>Commands of the docs, as they stand there but for addresses.</summary>
public sealed class DocumentedCommands
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_commands_of_the_README_tell_of_its_first_example()
    {
        SkipWithout("bash", "dotnet");
        var readme = DocBlock.Of("README.md");
        using var folder = new TempDirectory();
        // Its names lead nowhere, and to find that out can take long.
        var example = readme.First(block => block.Language is "jsonc").Text.Replace("https://auth.example.com", "http://127.0.0.1:1", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "appsettings.json"), example.Replace("redis:6379", "127.0.0.1:1", StringComparison.Ordinal), Cancellation);
        var commands = readme.Single(block => block.Text.Contains("-- check", StringComparison.Ordinal)).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        commands.Length.ShouldBe(3);

        var check = await RunAsync(OfBuild(commands[0]), folder.Path);
        check.ShouldBe((0, "The configuration is good."));

        var (explained, explanation) = await RunAsync(OfBuild(commands[1]), folder.Path);
        explained.ShouldBe(0, explanation);
        explanation.ShouldContain("api");
        explanation.ShouldContain("Required");

        var (examined, findings) = await RunAsync(OfBuild(commands[2]), folder.Path);
        examined.ShouldBe(1, findings);
        findings.ShouldContain("127.0.0.1:1");

        var run = readme.Single(block => block.Text is "dotnet run --project src/Gateway\n").Text.Trim();
        var port = FreePort.Next();
        await using var gateway = Container.Start("bash", ["-c", $"exec {OfBuild(run)} --urls http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}"], folder.Path);
        using var browser = new Browser(new Uri($"http://127.0.0.1:{port}"));
        await gateway.ReadyAsync(() => IsAliveAsync(browser));
        (await gateway.StopAsync()).ShouldBe(0, gateway.Log);
    }

    [Fact]
    public async Task The_sessions_of_a_person_are_found_and_ended()
    {
        SkipWithout("bash", "curl", "openssl");
        var blocks = DocBlock.Of("docs", "admin.md").Where(block => block.Language is "bash").ToList();
        blocks.Count.ShouldBe(2);
        var (made, key) = await RunAsync(blocks[0].Text);
        made.ShouldBe(0, key);
        await using var world = await World.StartAsync(
            StoreKind.Embedded,
            settings =>
            {
                AdminClient.Allow(settings);
                settings["Gateway:Admin:Key"] = key;
            }
        );
        await world.SignInAsync();
        var admin = AdminClient.AddressOf(world.Gateway).ToString().TrimEnd('/');

        var (asked, told) = await RunAsync(
            $"KEY={key}\n" + blocks[1].Text.Replace("http://127.0.0.1:9090", admin, StringComparison.Ordinal).Replace("ada@example.com", DemoAuthServerOptions.DemoEmail, StringComparison.Ordinal)
        );

        asked.ShouldBe(0, told);
        told.ShouldContain($"\"email\":\"{DemoAuthServerOptions.DemoEmail}\"");
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
    }

    private static void SkipWithout(params string[] programs)
    {
        foreach (var program in programs)
            Assert.SkipUnless(Executables.Find(program) is not null, $"{program} is not on PATH");
    }

    /// <summary>The same with what is built already.</summary>
    private static string OfBuild(string command)
    {
        const string run = "dotnet run --project src/Gateway";
        command.ShouldStartWith(run);
        return $"dotnet {Path.Combine(AppContext.BaseDirectory, "Gateway.dll")}" + command[run.Length..].Replace(" -- ", " ", StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Log)> RunAsync(string commands, string directory = ".")
    {
        await using var bash = Container.Start("bash", ["-c", commands], directory);
        return (await bash.ExitAsync(), bash.Log.Trim());
    }

    private static async Task<bool> IsAliveAsync(Browser browser)
    {
        try
        {
            return (await browser.GetAsync("/healthz")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
