using System.Net.Sockets;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Gateway.Configuration;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Docker;

namespace Gateway.Tests.Scenarios;

/// <summary>What the README tells people to do is done here, word for word.</summary>
public sealed partial class ReadmeTests
{
    private const int Port = 7080;

    private static readonly string Readme = File.ReadAllText(Repository.PathOf("README.md"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<int> Examples => [.. Enumerable.Range(0, Blocks("jsonc").Count)];

    [Fact]
    public async Task The_walk_with_curl_goes_as_told()
    {
        foreach (var program in new[] { "bash", "curl", "dotnet" })
            Assert.SkipUnless(Executables.Find(program) is not null, $"{program} is not on PATH");
        Assert.SkipWhen(await AnswersAsync(), $"Somebody else listens on port {Port}, which the README's commands name");
        using var folder = new TempDirectory();
        await using var demo = Container.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "Demo.dll")], folder.Path);
        await demo.ReadyAsync(AnswersAsync);

        await using var walk = Container.Start("bash", ["-c", Blocks("bash").Single(block => block.Contains("curl", StringComparison.Ordinal))], folder.Path);
        (await walk.ExitAsync()).ShouldBe(0, walk.Log);

        var statuses = Status().Matches(walk.Log).Select(status => status.Groups["code"].Value);
        statuses.ShouldBe(["200", "200", "200", "200", "200", "401"], walk.Log);
        var tokens = TokenId().Matches(walk.Log).Select(id => id.Value).ToList();
        tokens.Count.ShouldBe(2, walk.Log);
        tokens[1].ShouldNotBe(tokens[0]);
        walk.Log.ShouldContain("\"authenticated\":true,");
        walk.Log.ShouldContain("\"reason\":\"no_session\"");
        walk.Log.ShouldNotContain("eyJ"); // how every JWT begins
        SetCookie().Matches(walk.Log).Select(cookie => cookie.Groups["name"].Value).Distinct().ShouldBe(["device_id"]);
        Directory.GetFiles(folder.Path, "cookies.txt").ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Examples))]
    public async Task Each_example_is_a_configuration_that_the_gateway_starts_with(int number)
    {
        using var folder = new TempDirectory();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "appsettings.json"), Blocks("jsonc")[number], Cancellation);

        await using var gateway = GatewayApplication.Create([$"--contentRoot={folder.Path}"]);
        gateway.Configuration.GetSection("ReverseProxy:Routes").GetChildren().ShouldNotBeEmpty();
        (await gateway.Services.CheckConfigurationAsync()).ShouldBeEmpty();
    }

    [Fact]
    public void Its_packages_and_their_versions_are_those_that_are_restored()
    {
        var props = XDocument.Load(Repository.PathOf("Directory.Packages.props"));
        var restored = props
            .Descendants("PackageVersion")
            .Select(package => $"{package.Attribute("Include")!.Value} {package.Attribute("Version")!.Value}")
            .Append($"garnet-server {props.Descendants("GarnetVersion").Single().Value}");

        var table = Readme.Split("\n## Packages\n")[1].Split("\n## ")[0];
        PackageRow().Matches(table).Select(row => $"{row.Groups["name"].Value} {row.Groups["version"].Value}").ShouldBe(restored, ignoreOrder: true);
    }

    [Fact]
    public void Its_commands_and_links_lead_somewhere()
    {
        foreach (var project in Project().Matches(Readme).Select(match => match.Groups["path"].Value))
            Directory.GetFiles(Repository.PathOf(project), "*.csproj").ShouldHaveSingleItem(project);
        foreach (var path in Link().Matches(Readme).Select(match => match.Groups["path"].Value))
            Path.Exists(Repository.PathOf(path)).ShouldBeTrue(path);

        Blocks("bash").ShouldContain("dotnet test\n");
        File.ReadAllText(Repository.PathOf(".ci", "run")).ShouldContain("\ndotnet test --logger");
    }

    private static List<string> Blocks(string language) =>
        [.. DocBlock.Of("README.md").Where(block => block.Language == language).Select(block => block.Text)];

    private static async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("localhost", Port, Cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^HTTP/1\.1 (?<code>\d+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Status();

    [GeneratedRegex("\"jti\": \"[^\"]+\"", RegexOptions.None, 1000)]
    private static partial Regex TokenId();

    [GeneratedRegex("^Set-Cookie: (?<name>[^=]+)=", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex SetCookie();

    [GeneratedRegex(@"^\| (?<name>[\w.-]+) \| (?<version>\d[\w.-]*) \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex PackageRow();

    [GeneratedRegex(@"--project (?<path>\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Project();

    [GeneratedRegex(@"\]\((?<path>[^)#:]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();
}
